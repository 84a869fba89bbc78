/** The faults of the matrix, and the contract for each; nothing here is copied from the connector. */
import type { Fault } from "../../../simulator/index.js";

/** Reason why an attempt never reaches the simulator. */
export type Detour = "no such name" | "nobody listens" | "no TLS there" | "certificate of nobody known";

/** A fault and its meaning. */
export interface Entry {
  readonly name: string;
  readonly fault: Fault | Detour;
  /** Attempts of a call with this fault each time; 1: the call is not retried. */
  readonly attempts: number;
  /** True: the service has processed the request although the attempt failed. */
  readonly processed: boolean;
  /** Code in the rows of a call with this fault each time; undefined if every row still has its result. */
  readonly code?: string;
  /** Number of the call's rows with this code; all if omitted. */
  readonly rows?: number;
  /** True: every further call would fail in the same way, so the run ends. */
  readonly ends: boolean;
  /** Status of the response; undefined if there is none. */
  readonly status?: number;
  /** Milliseconds from the attempt to its retry. */
  readonly waitMs?: readonly [min: number, max: number];
  /** Token requests for one call with this fault. */
  readonly tokens?: number;
}

/** Delay of the first retry: 1 s as declared, half of it random. */
const backoff = [500, 1000] as const;
const asked = [7000, 7000] as const;
/** A date has whole seconds only. */
const askedByDate = [7000, 8000] as const;
/** The rate limit's own window, if the service states no wait. */
const wholeWindow = [60_000, 60_000] as const;

/** Timeout of a hung attempt, in milliseconds. */
export const timeoutMs = 20_000;

const responding = (name: string, fault: Omit<Extract<Fault, { kind: "status" }>, "kind">) => ({
  name,
  fault: { kind: "status" as const, ...fault },
  processed: false,
  ends: false,
  status: fault.status,
});
/** Declared attempts for a call that may be sent again. */
const transient = { attempts: 8, code: "ServiceFailed", waitMs: backoff };
const throttled = { attempts: 8, code: "Throttled", ends: true };
/** The call may have been processed, so the rows report an unknown outcome. */
const lost = { attempts: 8, code: "OutcomeUnknown", ends: false, waitMs: backoff };
/** Every row has its result. */
const harmless = { attempts: 1, processed: true, ends: false, status: 200 };
/** No byte of the call was sent, and none of the next one would be. */
const unreachable = { attempts: 3, code: "Unreachable", processed: false, ends: true, waitMs: backoff };

const rejectedToken = { attempts: 2, code: "TokenRejected", ends: true, waitMs: [0, 0] as const, tokens: 2 };
/** A call that would be rejected again, as would all others. */
const forbidden = { attempts: 1, code: "Forbidden", ends: true };
const notServed = { ...forbidden, code: "EndpointNotFound" };
const untrusted = { attempts: 1, code: "UntrustedCertificate", processed: false, ends: true };
const silent = { ...lost, waitMs: [timeoutMs + 500, timeoutMs + 1000] as const };
const withoutResponse = { ...harmless, code: "MissingResult" };

/** All faults of the matrix. */
export const entries: readonly Entry[] = [
  {
    ...responding("429, seconds in the header", { status: 429, retryAfterSeconds: 7 }),
    ...throttled,
    waitMs: asked,
  },
  {
    ...responding("429, a date in the header", { status: 429, retryAfterDate: 7 }),
    ...throttled,
    waitMs: askedByDate,
  },
  { ...responding("429, seconds in its message", { status: 429, waitText: 7 }), ...throttled, waitMs: asked },
  { ...responding("429 without a wait", { status: 429 }), ...throttled, waitMs: wholeWindow },
  { ...responding("401", { status: 401 }), ...rejectedToken },
  { ...responding("403", { status: 403 }), ...forbidden },
  { ...responding("404", { status: 404 }), ...notServed },
  { ...responding("408", { status: 408 }), ...transient },
  { ...responding("500", { status: 500 }), ...transient },
  { ...responding("502 as a page", { status: 502 }), ...transient },
  { ...responding("503", { status: 503 }), ...transient },
  {
    ...responding("503, seconds in the header", { status: 503, retryAfterSeconds: 7 }),
    ...transient,
    waitMs: asked,
  },
  { ...responding("504", { status: 504 }), ...transient },
  { name: "reset before the body was read", fault: { kind: "resetUnread" }, ...lost, processed: false },
  { name: "reset after the body was read", fault: { kind: "resetBefore" }, ...lost, processed: false },
  { name: "response lost", fault: { kind: "resetAfter" }, ...lost, processed: true },
  { name: "response cut off with its socket", fault: { kind: "truncatedSocket" }, ...lost, processed: true },
  { name: "JSON cut off", fault: { kind: "truncated" }, ...lost, processed: true },
  {
    name: "JSON cut off, in transfer chunks",
    fault: { kind: "truncated", chunked: true },
    ...lost,
    processed: true,
  },
  { name: "a page with status 200", fault: { kind: "html200" }, ...lost, processed: false },
  { name: '{"value":null}', fault: { kind: "nullValue" }, ...withoutResponse },
  { name: "one result too few", fault: { kind: "missingRows" }, ...withoutResponse, rows: 1 },
  { name: "results too many", fault: { kind: "extraRows", n: 3 }, ...harmless },
  { name: "a wrong count", fault: { kind: "wrongCount", n: 5 }, ...harmless },
  { name: "shuffled", fault: { kind: "shuffled" }, ...harmless },
  { name: "other letter case", fault: { kind: "otherCase" }, ...harmless },
  { name: "slow", fault: { kind: "slow", ms: 5 }, ...harmless },
  { name: "slower than the timeout", fault: { kind: "slow", ms: 3_600_000 }, ...silent, processed: true },
  { name: "hang", fault: { kind: "hang" }, ...silent, processed: false },
  { name: "TLS: a certificate of an unknown authority", fault: "certificate of nobody known", ...untrusted },
  { name: "TLS: not used by the server", fault: "no TLS there", ...unreachable },
  { name: "DNS: no such name", fault: "no such name", ...unreachable },
  { name: "connection refused", fault: "nobody listens", ...unreachable },
];
