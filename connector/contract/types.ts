/** The shapes that go into the connector and come out of it, and the ports it is given. */
import type { ErrorCode } from "./errors.js";

/** Any JSON object. */
export type JsonObject = Record<string, unknown>;

/** Input of an action: what the playbook step passes. Keys as the platforms spell them. */
export interface ActionInput {
  json_body?: unknown;
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

/** strict: rows that break a rule are refused here. report: sent, with a warning. off: sent. */
export type ValidationMode = "strict" | "report" | "off";

/** Options of one run. Those that an asset may hold too are spelled as there; the option goes before the asset. */
export interface RunOptions {
  asset: Asset;
  validation?: ValidationMode;
  normalize?: boolean;
  /** Longest time for the whole run, in milliseconds. */
  deadline_ms?: number;
  /** Ends the run: calls in flight are finished, the other rows say NotSent. */
  signal?: AbortSignal;
  /** Told of warnings, waits, progress and the final sum, as they happen. */
  onEvent?: (event: RunEvent) => void;
  /** Path of the journal. */
  journal?: string;
  preflight?: boolean;
  overflow?: "first" | "severity" | "expiry" | "fail";
}

/** Options of a run on a stream of rows. */
export interface StreamOptions extends RunOptions {
  headers?: Record<string, string>;
  /** SHA-256 of the whole input, hex; wanted where a journal is kept. */
  inputDigest?: string;
}

/** Something that the user should know and that does not change the output. */
export interface WarningEvent {
  type: "warning";
  code: string;
  message: string;
  /** Positions of the rows it is about, from 0. */
  rows?: number[];
}

/** A wait of more than a second has begun. */
export interface WaitEvent {
  type: "wait";
  /** Why: the budget's name, or what the service asked for. */
  reason: string;
  waitMs: number;
}

/** Rows answered so far. */
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
  failed: number;
  /** Rows among the failed that never left, because the run ended before. */
  notSent: number;
  /** HTTP calls to the service, repeated ones included. */
  calls: number;
  seconds: number;
  /** Codes of the troubles that ended calls, in the order of their appearance. */
  troubles: ErrorCode[];
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
  readonly body?: string;
}

/** One HTTP answer, whatever its status. */
export interface HttpAnswer {
  readonly status: number;
  readonly reason: string;
  /** Names in small letters. */
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
  /** The parsed body; undefined where it is not JSON. */
  readonly body: unknown;
}
