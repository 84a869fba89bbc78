/** Inputs, outputs and options of the connector. */
import type { Options } from "./generated/options.js";
import type { RunEvent } from "./run_events.js";

export type * from "./ports.js";
export type * from "./run_events.js";

/** Any JSON object. */
export type JsonObject = Record<string, unknown>;

/** Input of an action, as a playbook step passes it. The platforms define the spelling of the keys. */
export interface ActionInput {
  json_body?: unknown;
  /** Query of the request. */
  parameters?: JsonObject;
  /** Values for the path of the request. */
  path_parameters?: JsonObject;
  headers?: Record<string, string>;
}

/** Output of an action. It has no other keys. */
export interface ActionOutput {
  status_code: number;
  response_headers: Record<string, string>;
  reason: string;
  /** Response body if it is JSON. */
  json_body?: unknown;
  /** Response body if it is not JSON. */
  response_text?: string;
}

/** Connection settings and credentials of one tenant. The fields determine the kind. */
export type Asset = JsonObject;

/** Controls what happens to rows that break a rule. */
export type ValidationMode = NonNullable<Options["validation"]>;

/** Controls what happens to rows that block or warn about a value that is known to be harmless. */
export type BenignValues = NonNullable<Options["benign_values"]>;

/** Selects the rows to send if the capacity is too small for all. The action can declare more values. */
export type Overflow = NonNullable<Options["overflow"]> | (string & {});

/** Controls unknown names next to the declared inputs. */
export type UnknownInputs = "reject" | "report";

/**
 * Options of one run. Options that an asset may also contain have the same spelling there; the option takes
 * precedence.
 */
export interface RunOptions extends Omit<Options, "overflow"> {
  asset: Asset;
  overflow?: Overflow;
  /**
   * Ends the run. Calls in flight finish; other rows get NotSent, with the reason if it is a ConnectorError.
   */
  signal?: AbortSignal;
  /** Receives warnings, waits, calls, progress and the final totals as they happen. */
  onEvent?: (event: RunEvent) => void;
  /** Sent with each call to the service, so that its trace contains the call: https://www.w3.org/TR/trace-context/ */
  traceparent?: string;
  /** Path of the journal. Rows with a result from an earlier run of the same input are not sent again. */
  journal?: string;
  /**
   * Folder for journals with names made from action, target and input. Cannot be combined with `journal`. A
   * journal is deleted when every row has its final result.
   */
  journalDir?: string;
  /** Keeps finished journals in `journalDir`. */
  keepJournals?: boolean;
  /**
   * `reject` (default): an unknown name in the input ends the run before its first call. `report`: for
   * platforms that add their own keys. Unknown names next to the inputs are reported in one warning and not
   * sent. Names that resemble an input or an option are still rejected.
   */
  unknown_inputs?: UnknownInputs;
}

/** Options of a dry run. Without an asset, it uses the hosts and rate limits of the manifest. */
export interface DryRunOptions extends Partial<RunOptions> {
  dry_run: true;
}

/** Options of a run with rows from a stream. */
export interface StreamOptions extends RunOptions {
  /** Headers of the input envelope. */
  headers?: Record<string, string>;
  /** The input envelope without its rows, if it contains more than rows. */
  envelope?: ActionInput;
  /** SHA-256 of the whole input in hex digits. Identifies the input in a journal; required with a journal. */
  inputDigest?: string;
}

/** Options of a plan. A plan needs no credentials and is always a dry run; `dry_run` is optional. */
export interface PlanOptions extends Partial<Pick<RunOptions, keyof Options>> {
  /** As in {@link RunOptions}. */
  unknown_inputs?: UnknownInputs;
  /**
   * Provides the host, the rate limits and the secrets to mask. Without it, the manifest's values are used.
   */
  asset?: Asset;
  /** Ends the plan like a run. */
  signal?: AbortSignal;
  /** Number of calls made just before, under the same rate limits. */
  callsBefore?: number;
  /** Receives each planned call. */
  onCall?: (call: PlannedCall) => void | Promise<void>;
  /** Receives each finding about rows. The plan does not contain the findings then. */
  onFinding?: (finding: PlanFinding) => void | Promise<void>;
  /** Receives warnings: normalized rows, conflicts, unknown names. */
  onEvent?: (event: RunEvent) => void;
}

/** Options of a plan with rows that are read page by page. */
export interface PlanPagesOptions extends PlanOptions {
  /** Headers of the input envelope. */
  headers?: Record<string, string>;
  /** The input envelope without its rows, if it contains more than rows. */
  envelope?: ActionInput;
}

/** A call that a run would make. */
export interface PlannedCall {
  method: string;
  url: string;
  /** All headers except those that a login adds. */
  headers: Readonly<Record<string, string>>;
  /** Positions of the rows in the input, from 0. */
  rows: readonly number[];
  /** The request body. */
  body?: unknown;
}

/** A finding of a plan about a row. `row` is its position, from 0. */
export type PlanFinding = { row: number } & (
  | {
      /** The row would be rejected with this result. */
      kind: "rejected";
      result: JsonObject;
    }
  | {
      /** The row equals an earlier row and shares its result. */
      kind: "duplicate";
      sameAs: number;
    }
  | {
      /** The row would be normalized, or sent despite a problem. */
      kind: "warning";
      code: string;
      message: string;
    }
);

/** Describes what a run would do. */
export interface Plan {
  /** Total number of rows: sent, rejected and duplicate. */
  rows: number;
  sent: number;
  rejected: number;
  duplicates: number;
  calls: number;
  /** Minimum time until the last call under the rate limits, in seconds. */
  seconds: number;
  /** Findings in row order. */
  findings: PlanFinding[];
}

/** Rows in pages. */
export type Pages = Iterable<readonly unknown[]> | AsyncIterable<readonly unknown[]>;
