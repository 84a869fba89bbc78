/** What one call to a service is made with, and how it may end. */
import type { ConnectorError } from "../contract/errors.js";
import type { HttpRequest, HttpResponse } from "../contract/types.js";
import type { TokenCache } from "./auth/token_cache.js";
import type { OutcomePolicy } from "./classify_response.js";
import type { Deadline } from "./deadline.js";
import type { OnWait, RateLimiter } from "./rate_limit/rate_limiter.js";
import type { Redactor } from "./redactor.js";

/** How often a call is repeated, and how long is waited in between; as declared. */
export interface RetryPolicy {
  readonly attempts: number;
  readonly connectAttempts: number;
  readonly initialDelayMs: number;
  readonly maxDelayMs: number;
  readonly maxRetryAfterMs: number;
}

/** Everything that stays the same for the calls of one run. */
export interface CallContext {
  readonly rateLimits: readonly RateLimiter[];
  /** Absent for a call that needs no token. */
  readonly token?: TokenCache;
  readonly policy: OutcomePolicy;
  readonly retry: RetryPolicy;
  readonly timeoutMs: number;
  readonly deadline: Deadline;
  /** Ends an attempt even while its response is awaited. */
  readonly abort?: AbortSignal;
  readonly redactor: Redactor;
  readonly onWait: OnWait;
  /** Called for each attempt that is sent. */
  readonly onAttempt: () => void;
}

/**
 * How a call ended. succeeded: a usable response. rejected: a rejection that one bad row may explain. failed: any other
 * rejection, or no usable response. Responses are as they came, since the program goes by them; secrets in them are
 * masked when they leave the connector. Errors hold no secrets.
 */
export type CallResult =
  | { readonly kind: "succeeded"; readonly response: HttpResponse }
  | {
      readonly kind: "rejected";
      readonly response: HttpResponse;
      readonly error: ConnectorError;
      /** As below. */
      readonly inDoubt?: true;
    }
  | {
      readonly kind: "failed";
      readonly response?: HttpResponse;
      readonly error: ConnectorError;
      /** What prevented a further attempt, if one was due. */
      readonly stopped?: ConnectorError;
      /** The service may have accepted an earlier attempt, whatever the last response says. */
      readonly inDoubt?: true;
    };

/**
 * Sends one call. Throws only what the deadline, the cancel signal or the login service throws before a first
 * attempt, and InvalidAsset if the environment names a proxy that is not valid.
 */
export type Send = (request: HttpRequest, context: CallContext) => Promise<CallResult>;
