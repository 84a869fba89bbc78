// Faults that a test can request. Types only.

/** The operations of Defender, Graph, Sentinel, TAXII, MISP and the login; faults and records refer to them. */
export type Endpoint =
  | "import"
  | "submit"
  | "list"
  | "get"
  | "delete"
  | "batchDelete"
  | "machineGroups"
  | "submitTiIndicators"
  | "updateTiIndicators"
  | "deleteTiIndicators"
  | "deleteTiIndicatorsByExternalId"
  | "uploadStixObjects"
  | "taxiiDiscovery"
  | "taxiiRoot"
  | "taxiiCollections"
  | "taxiiObjects"
  | "mispAttributes"
  | "mispEvents"
  | "token"
  | "discovery"
  | "managedIdentity";

interface FaultAim {
  /** Default: any API call (never a token request). */
  on?: Endpoint;
  /** 1-based ordinals of the matching requests since the fault was added; default: all. */
  calls?: number[];
  /** Maximum number of times that the fault is applied. */
  times?: number;
}

/** An HTTP response that replaces the real one; the call is not processed. */
export interface StatusFault extends FaultAim {
  kind: "status";
  status: number;
  /** An object is sent as JSON, a string unchanged. Default: the body that the real service or its gateway sends. */
  body?: unknown;
  headers?: Record<string, string>;
  /** `Retry-After` in seconds. */
  retryAfterSeconds?: number;
  /** `Retry-After` as an HTTP date: a number means seconds from now, a string is sent unchanged. */
  retryAfterDate?: number | string;
  /** Seconds in the captured text "You can send requests again in N seconds." */
  waitText?: number;
}

/** Faults without parameters. */
interface PlainFault extends FaultAim {
  kind: /** The socket is destroyed after the head, before the body is read; not processed. */
    | "resetUnread"
    /** The socket is destroyed after the whole request; not processed. */
    | "resetBefore"
    /** Processed, then the socket is destroyed: the response is lost. */
    | "resetAfter"
    /** Processed; full Content-Length, half of the bytes, then the socket is destroyed. */
    | "truncatedSocket"
    /** 200 with a web page, as from a captive portal; not processed. */
    | "html200"
    /** Processed; `{"value": null}`. */
    | "nullValue"
    /** Processed; rows in another order. */
    | "shuffled"
    /** Processed; `indicator` is returned in the other letter case. */
    | "otherCase"
    /** No response until the simulator or the client closes; not processed. */
    | "hang";
}

/** Processed; the JSON ends in the middle although the HTTP message is complete. */
interface TruncatedFault extends FaultAim {
  kind: "truncated";
  /** true: chunked encoding; false (default): a Content-Length that matches the cut body. */
  chunked?: boolean;
}

/** Processed; `n` rows (default 1) are removed from the start, added at the end, marked failed, or miscounted. */
interface RowFault extends FaultAim {
  kind:
    | "missingRows"
    | "extraRows"
    /** The first `n` rows (default: all) have isFailed true and failureReason null, although they are stored. */
    | "failedWithoutReason"
    /** `@odata.count` is `n` higher than the number of rows. */
    | "wrongCount";
  n?: number;
}

/** Processed; the response is delayed by `ms` milliseconds. */
interface SlowFault extends FaultAim {
  kind: "slow";
  ms: number;
}

/** A fault that a test can request. */
export type Fault = StatusFault | PlainFault | TruncatedFault | RowFault | SlowFault;
