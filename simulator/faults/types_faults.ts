// What can go wrong on purpose. Types only.

/** The operations, by which faults are aimed and records named: of Defender, Graph, Sentinel and the login. */
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
  | "token"
  | "discovery"
  | "managedIdentity";

interface FaultAim {
  /** Endpoint; without it any API call (never a token request). */
  on?: Endpoint;
  /** 1-based ordinals among the matching requests since this fault was added; without it all of them. */
  calls?: number[];
  /** Applied at most so often. */
  times?: number;
}

/** An HTTP answer in place of the real one; the call is not processed. */
export interface StatusFault extends FaultAim {
  kind: "status";
  status: number;
  /** Object → JSON, string → as it is. Without it a body such as the real service or its gateway sends. */
  body?: unknown;
  headers?: Record<string, string>;
  /** `Retry-After` in seconds. */
  retryAfterSeconds?: number;
  /** `Retry-After` as an HTTP date: a number is seconds from now, a string goes out as it is. */
  retryAfterDate?: number | string;
  /** Seconds put in the captured sentence "You can send requests again in N seconds." */
  waitText?: number;
}

/** Faults without a figure of their own. */
interface PlainFault extends FaultAim {
  kind: /** Socket destroyed once the head is in, the body unread; not processed. */
    | "resetUnread"
    /** Socket destroyed once the whole request is in; not processed. */
    | "resetBefore"
    /** Processed, then the socket destroyed: the answer is lost. */
    | "resetAfter"
    /** Processed; full Content-Length, half the bytes, then the socket dies. */
    | "truncatedSocket"
    /** 200 with a web page, as a captive proxy sends; not processed. */
    | "html200"
    /** Processed; `{"value": null}`. */
    | "nullValue"
    /** Processed; rows in another order. */
    | "shuffled"
    /** Processed; `indicator` comes back in the other letter case. */
    | "otherCase"
    /** Never answered until the simulator or the client closes; not processed. */
    | "hang";
}

/** Processed; the JSON ends in the middle although the HTTP message is complete. */
interface TruncatedFault extends FaultAim {
  kind: "truncated";
  /** true: chunked encoding, false (default): a Content-Length that is right for the cut body. */
  chunked?: boolean;
}

/** Processed; `n` rows (default 1) are lost from the start, added at the end, marked failed with no reason, or miscounted. */
interface RowFault extends FaultAim {
  kind:
    | "missingRows"
    | "extraRows"
    /** The first `n` rows (default all) read isFailed true with failureReason null, though they are stored. */
    | "failedWithoutReason"
    /** `@odata.count` says `n` more rows than there are. */
    | "wrongCount";
  n?: number;
}

/** Processed; the answer waits `ms` milliseconds. */
interface SlowFault extends FaultAim {
  kind: "slow";
  ms: number;
}

/** Something that goes wrong on purpose. */
export type Fault = StatusFault | PlainFault | TruncatedFault | RowFault | SlowFault;
