/** Types for one call to a service: what it needs and how it can end. */
import type { ConnectorError } from "../contract/errors.js";
import type { HttpRequest, HttpResponse } from "../contract/types.js";
import type { OnAttemptEnd } from "./attempt_end.js";
import type { TokenSource } from "./auth/token_cache.js";
import type { OutcomePolicy } from "./classify_response.js";
import type { Deadline } from "./deadline.js";
import type { OnWait, RateLimiter } from "./rate_limit/rate_limit_store.js";
import type { Redactor } from "./redactor.js";

/** The declared limits for repeating a call. Delays are in milliseconds. */
export interface RetryPolicy {
  readonly attempts: number;
  readonly connectAttempts: number;
  readonly initialDelayMs: number;
  readonly maxDelayMs: number;
  readonly maxRetryAfterMs: number;
}

/** What is called while a call is made. */
export interface CallReports {
  readonly onWait: OnWait;
  /** Called after a wait for the rate limit of that name. */
  readonly onWaited: (rateLimit: string, waitMs: number) => void;
  /** Called for each attempt that is sent. */
  readonly onAttempt: () => void;
  /** Called when an attempt has ended. */
  readonly onEnd: OnAttemptEnd;
}

/** What all calls of one run share. */
export interface CallContext extends CallReports {
  readonly rateLimits: readonly RateLimiter[];
  /** Absent if the call needs no token. */
  readonly token?: TokenSource;
  /** Headers with the credentials, if the call needs them and no token. */
  readonly credentials?: Readonly<Record<string, string>>;
  readonly policy: OutcomePolicy;
  readonly retry: RetryPolicy;
  readonly timeoutMs: number;
  readonly deadline: Deadline;
  /** Ends an attempt, even while the response is awaited. */
  readonly abort?: AbortSignal;
  readonly redactor: Redactor;
}

/**
 * How a call ended. succeeded: a usable response. rejected: a rejection that one bad row may explain. failed: any other
 * rejection, or no usable response. Responses are unchanged; secrets in them are masked when they leave the connector.
 * Errors contain no secrets.
 */
export type CallResult =
  | { readonly kind: "succeeded"; readonly response: HttpResponse }
  | {
      readonly kind: "rejected";
      readonly response: HttpResponse;
      readonly error: ConnectorError;
      /** See below. */
      readonly inDoubt?: true;
    }
  | {
      readonly kind: "failed";
      readonly response?: HttpResponse;
      readonly error: ConnectorError;
      /** What prevented a further attempt, if one was due. */
      readonly stopped?: ConnectorError;
      /** Set if the service may have accepted an earlier attempt. */
      readonly inDoubt?: true;
    };

/**
 * Sends one call.
 * @throws only before the first attempt: what the deadline, the cancel signal or the login throws, and InvalidAsset if
 *   the environment names a proxy that is not valid
 */
export type Send = (request: HttpRequest, context: CallContext) => Promise<CallResult>;
