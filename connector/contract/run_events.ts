/** Events that a run reports while it works. */
import type { ErrorCode } from "./error_table.js";

/** Information for the user that does not change the output. */
export interface WarningEvent {
  type: "warning";
  code: string;
  message: string;
  /** Positions (from 0) of the first hundred affected rows. */
  rows?: number[];
  /** Number of warnings in this event. After a hundred of one code, the rest are combined. Absent for one. */
  count?: number;
}

/** Reports the start of a wait of more than one second. */
export interface WaitEvent {
  type: "wait";
  /** Name of the rate limit, or the wait that the service requested. */
  reason: string;
  waitMs: number;
}

/** A rate limit that a call counts against. */
export interface CountedRateLimit {
  name: string;
  /** Most calls in a window. */
  calls: number;
  /** Length of the window. */
  perSeconds: number;
}

/** Reports that a call is sent to the service. Every attempt is one. */
export interface CallEvent {
  type: "call";
  rateLimits: readonly CountedRateLimit[];
}

/** How one attempt of a call ended. */
export interface AttemptEnd {
  method: string;
  /** Address of the request, without its query. */
  url: string;
  /** Number of the attempt, from 1. */
  attempt: number;
  /** Status of the response. Absent if there was none. */
  status?: number;
  /** Why the attempt failed. Absent if it succeeded. */
  code?: ErrorCode;
  /** Time at which the request was sent, in milliseconds since 1970. */
  startedAt: number;
  durationMs: number;
}

/** Reports the end of each attempt of a call, of token requests too. */
export interface ResponseEvent extends AttemptEnd {
  type: "response";
  /** Name of the service in the declarations; `login` for a token request. */
  service: string;
}

/**
 * Reports how long a call waited for a rate limit, after the wait. Calls that wait at the same time report their own waits.
 * Less than 0.1 s without a stated wait is not reported: a busy machine needs that time for a free slot.
 */
export interface WaitedEvent {
  type: "waited";
  /** Name of the rate limit. */
  rateLimit: string;
  waitMs: number;
}

/** Reports that rows have their results. */
export interface RowsEvent {
  type: "rows";
  /** Number of rows by the code of their failure; `ok` for rows that succeeded. Only declared codes occur. */
  codes: Readonly<Record<string, number>>;
}

/** Reports how many objects the tenant holds, when a run has counted them. */
export interface CapacityEvent {
  type: "capacity";
  used: number;
  /** How many the tenant can hold, as declared. */
  limit: number;
}

/** Number of rows with a result, or of listed items, so far. */
export interface ProgressEvent {
  type: "progress";
  done: number;
  /** Absent if the number of rows is not known yet. */
  total?: number;
}

/** Totals of a run, reported once at its end. */
export interface SummaryEvent {
  type: "summary";
  rows: number;
  succeeded: number;
  /** All other rows, including `notSent`. The command line and the HTTP service count those separately. */
  failed: number;
  /** Failed rows that were valid but not sent, because the run ended or the capacity was used up. */
  notSent: number;
  /** Rows with a result from the journal of an earlier run. Absent if there are none. */
  resumed?: number;
  /** Rows that were not sent because the service contains them, with the same content. Absent if there are none. */
  unchanged?: number;
  /** HTTP calls to the service, including retries. */
  calls: number;
  seconds: number;
  /** Codes of the errors that ended calls, in order of appearance. */
  errorCodes: ErrorCode[];
}

/** An event that a run passes to `onEvent`. */
export type RunEvent =
  | WarningEvent
  | WaitEvent
  | WaitedEvent
  | CallEvent
  | ResponseEvent
  | RowsEvent
  | CapacityEvent
  | ProgressEvent
  | SummaryEvent;
