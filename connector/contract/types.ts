/** The shapes that go into the connector and come out of it, and the ports it is given. */
import type { ErrorCode } from "./errors.js";
import type { Options } from "./generated/options.js";

/** Any JSON object. */
export type JsonObject = Record<string, unknown>;

/** Input of an action: what the playbook step passes. Keys as the platforms spell them. */
export interface ActionInput {
  json_body?: unknown;
  /** Query of the request. */
  parameters?: JsonObject;
  /** Values in the path of the request. */
  path_parameters?: JsonObject;
  headers?: Record<string, string>;
}

/** Output of an action, these keys and no others. */
export interface ActionOutput {
  status_code: number;
  response_headers: Record<string, string>;
  reason: string;
  /** Body of the answer where it is JSON. */
  json_body?: unknown;
  /** Body of the answer where it is not JSON. */
  response_text?: string;
}

/** A connection as the user configures it; its kind is recognised by its fields. */
export type Asset = JsonObject;

/** What happens to rows that break a rule. */
export type ValidationMode = NonNullable<Options["validation"]>;

/** What happens to rows that block, or warn on, a value that is known to be harmless. */
export type BenignValues = NonNullable<Options["benign_values"]>;

/** Which rows are sent if not all of them fit. The action can declare further values. */
export type Overflow = NonNullable<Options["overflow"]> | (string & {});

/** What is done with names next to the declared inputs that the action does not know. */
export type UnknownInputs = "reject" | "report";

/** Options of one run. Those that an asset may hold too are spelled as there; the option goes before the asset. */
export interface RunOptions extends Omit<Options, "overflow"> {
  asset: Asset;
  overflow?: Overflow;
  /** Ends the run: calls in flight are finished, the other rows say NotSent, and why where a ConnectorError is its reason. */
  signal?: AbortSignal;
  /** Told of warnings, waits, progress and the final sum, as they happen. */
  onEvent?: (event: RunEvent) => void;
  /** Path of the journal: rows answered in an earlier run of the same input are not sent again. */
  journal?: string;
  /**
   * Folder for journals that name themselves by action, target and input; not together with `journal`. A journal is
   * deleted once every row has its final result.
   */
  journalDir?: string;
  /** Keeps the journals of `journalDir` after they are finished. */
  keepJournals?: boolean;
  /**
   * `reject` (default): an unknown name in the input ends the run before its first call. `report`: for platforms that
   * add keys of their own. Unknown names next to the inputs are reported in one warning and not sent, except those
   * that are nearly an input or an option; these are rejected.
   */
  unknown_inputs?: UnknownInputs;
}

/** Options of a dry run, which needs no asset: without one, hosts and budgets are those of the manifest. */
export interface DryRunOptions extends Partial<RunOptions> {
  dry_run: true;
}

/** Options of a run on rows that come bit by bit. */
export interface StreamOptions extends RunOptions {
  /** Headers of the input envelope. */
  headers?: Record<string, string>;
  /** The input envelope without its rows, where there is more to it. */
  envelope?: ActionInput;
  /** SHA-256 of the whole input in hex digits, by which a journal knows it again; needed where one is kept. */
  inputDigest?: string;
}

/** Options of a plan, which needs no credentials. A plan is a dry run: dry_run may be given or not. */
export interface PlanOptions extends Partial<Pick<RunOptions, keyof Options>> {
  /** As in {@link RunOptions}. */
  unknown_inputs?: UnknownInputs;
  /** For its host, its rate limits and the secrets that are masked. Without one, those of the manifest are used. */
  asset?: Asset;
  /** Ends the plan, as it ends a run. */
  signal?: AbortSignal;
  /** Calls that are made just before, under the same budgets. */
  callsBefore?: number;
  /** Takes each call as it would be made. */
  onCall?: (call: PlannedCall) => void | Promise<void>;
  /** Takes what there is to say about rows, as it is found; the plan itself does not hold it then. */
  onFinding?: (finding: PlanFinding) => void | Promise<void>;
  /** Called with warnings: rows that were normalized, conflicts, unknown names. */
  onEvent?: (event: RunEvent) => void;
}

/** Options of a plan of rows that are read page by page. */
export interface PlanPagesOptions extends PlanOptions {
  /** Headers of the input envelope. */
  headers?: Record<string, string>;
  /** The input envelope without its rows, if it holds more than rows. */
  envelope?: ActionInput;
}

/** A call that a run would make. */
export interface PlannedCall {
  method: string;
  url: string;
  /** All but those that a login adds. */
  headers: Readonly<Record<string, string>>;
  /** Positions of its rows in the input, from 0. */
  rows: readonly number[];
  /** What is sent. */
  body?: unknown;
}

/** What a plan has to say about a row, by its position from 0. */
export type PlanFinding = { row: number } & (
  | {
      /** The row would not be sent, and get that result. */
      kind: "refused";
      result: JsonObject;
    }
  | {
      /** The row equals an earlier one and shares its result. */
      kind: "duplicate";
      sameAs: number;
    }
  | {
      /** The row would be mended, or sent although something speaks against it. */
      kind: "warning";
      code: string;
      message: string;
    }
);

/** What a run would do. */
export interface Plan {
  /** Rows of the input: those sent, refused and duplicate together. */
  rows: number;
  sent: number;
  refused: number;
  duplicates: number;
  calls: number;
  /** Least time until the last call, under the budgets, in seconds. */
  seconds: number;
  /** In the order of the rows. */
  findings: PlanFinding[];
}

/** Rows, some at a time. */
export type Pages = Iterable<readonly unknown[]> | AsyncIterable<readonly unknown[]>;

/** One journal, opened: a file, or what stands for one. */
export interface JournalFile {
  /** Length at opening, in bytes. */
  readonly size: number;
  /** That part of what was there at opening. */
  read(from: number, length: number): Uint8Array;
  /** Cuts it off behind that many bytes. */
  truncate(size: number): Promise<void>;
  /** Adds the text at the end; on disk when it resolves. */
  append(text: string): Promise<void>;
  close(): Promise<void>;
  /** Deletes it and closes it. */
  remove(): Promise<void>;
  /** Why its content may not be trusted, as a sentence for the user; undefined if nothing speaks against it. */
  readonly warning?: string | undefined;
}

/** Opens a journal, making an empty one where there is none. */
export type OpenJournal = (path: string) => Promise<JournalFile>;

/** Something that the user should know and that does not change the output. */
export interface WarningEvent {
  type: "warning";
  code: string;
  message: string;
  /** Positions of the rows it is about, from 0; the first hundred of them. */
  rows?: number[];
  /** For how many warnings this one stands: of each code a hundred are reported one by one. Absent for one alone. */
  count?: number;
}

/** A wait of more than a second has begun. */
export interface WaitEvent {
  type: "wait";
  /** Why: the budget's name, or what the service asked for. */
  reason: string;
  waitMs: number;
}

/** Rows answered, or items listed, so far. */
export interface ProgressEvent {
  type: "progress";
  done: number;
  /** Absent while the number of rows is not known. */
  total?: number;
}

/** The sum of a run, given once at its end. */
export interface SummaryEvent {
  type: "summary";
  rows: number;
  succeeded: number;
  /** All other rows: also those of `notSent`, which the line of the command line and the HTTP service count apart. */
  failed: number;
  /** Rows among the failed that were good and never left: the run ended before, or there was no room for them. */
  notSent: number;
  /** Rows whose results an earlier run got, as its journal says; absent where there are none. */
  resumed?: number;
  /** HTTP calls to the service, repeated ones included. */
  calls: number;
  seconds: number;
  /** Codes of the troubles that ended calls, in the order of their appearance. */
  errorCodes: ErrorCode[];
}

/** What {@link RunOptions.onEvent} is told. */
export type RunEvent = WarningEvent | WaitEvent | ProgressEvent | SummaryEvent;

/** Time, as an argument: tests run in a time of their own. */
export interface Clock {
  /** Milliseconds since 1970. */
  now(): number;
  /** Milliseconds that never jump; for spans only. */
  monotonic(): number;
  /** Resolves after that many milliseconds, or as soon as the signal is aborted. Keeps the process alive. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

/** One HTTP request, ready to be sent. */
export interface HttpRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Text, or its bytes in UTF-8. */
  readonly body?: string | Buffer;
}

/** One HTTP answer, whatever its status. */
export interface HttpResponse {
  readonly status: number;
  readonly reason: string;
  /** Names in small letters. */
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
  /** The parsed body; undefined where it is not JSON. */
  readonly body: unknown;
}
