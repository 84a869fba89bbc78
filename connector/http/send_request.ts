/** One call to a service: retry( throttle → authorise → send → outcome ). */
import { withinDepth } from "../contract/depth_limit.js";
import { ConnectorError } from "../contract/errors.js";
import type { Clock, HttpResponse, HttpRequest } from "../contract/types.js";
import type { RateLimiter, OnWait, Slot } from "./rate_limit/rate_limiter.js";
import type { Transport, TransportFailure } from "./axios_transport.js";
import { type Deadline, noReason } from "./deadline.js";
import { failureError } from "./failure_error.js";
import { isFailure, type Outcome, type OutcomePolicy, classifyResponse } from "./classify_response.js";
import type { Redactor } from "./redactor.js";
import { retryLoop, type Tried } from "./retry_loop.js";
import type { TokenCache } from "./auth/token_cache.js";

/** How often and how patiently a call is repeated; as declared. */
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
  /** Ends even an attempt on its way. */
  readonly abort?: AbortSignal;
  readonly redactor: Redactor;
  readonly onWait: OnWait;
  /** Told of each attempt that left. */
  readonly onAttempt: () => void;
}

/**
 * How a call ended. succeeded: a usable answer. rejected: refused in a way that one bad row explains. failed:
 * refused for good, or no usable answer. Answers are as they came, since the program goes by them: what leaves the
 * connector of them is cleaned on its way out. Errors are clean.
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
      /** What kept the call from a further attempt, where one was due. */
      readonly stopped?: ConnectorError;
      /** An attempt before the last one may have been taken, whatever the last one says. */
      readonly inDoubt?: true;
    };

/**
 * Sends one call. Throws only what the deadline, the cancel signal or the login service throws before a first
 * attempt, and InvalidAsset where the environment names a proxy that is none.
 */
export type Send = (request: HttpRequest, context: CallContext) => Promise<CallResult>;

interface Attempted {
  readonly result: HttpResponse | TransportFailure;
  readonly outcome: Outcome;
}

/** What is remembered from attempt to attempt. */
interface CallState {
  attempts: number;
  /** Attempts among them where no connection came about. */
  unreached: number;
  refreshed: boolean;
  waitMs: number;
  waitReason: string;
  last: Attempted | undefined;
  inDoubt: boolean;
}

/** @param random gives numbers in [0, 1) */
export function createSend(transport: Transport, clock: Clock, random: () => number): Send {
  return async (request, context) => {
    const state: CallState = {
      attempts: 0,
      unreached: 0,
      refreshed: false,
      waitMs: 0,
      waitReason: "",
      last: undefined,
      inDoubt: false,
    };
    try {
      const last = await retryLoop(() => attempt(request, context, state), context.retry.attempts);
      return finish(last, context, state);
    } catch (error) {
      // Ended while waiting for a further attempt: what the last one said is the truth about this call.
      if (state.last === undefined || !(error instanceof ConnectorError)) throw error;
      return finish(state.last, context, state, error);
    }
  };

  async function attempt(
    request: HttpRequest,
    context: CallContext,
    state: CallState,
  ): Promise<Tried<Attempted>> {
    await pauseBefore(context, state);
    const slots = await throttle(context);
    let spent = false;
    try {
      const token = await authorise(context);
      context.deadline.check();
      spent = true;
      state.attempts += 1;
      context.onAttempt();
      const result = await once(request, token, context);
      const outcome = classifyResponse(result, context.policy, clock.now());
      state.inDoubt ||= state.last !== undefined && mayBeTaken(state.last.outcome);
      state.last = { result, outcome };
      if (outcome.kind === "refresh" && token !== undefined) context.token?.invalidate(token);
      return { value: state.last, again: plan(outcome, context, state) };
    } finally {
      for (const slot of slots) slot.release(spent);
    }
  }

  async function once(
    request: HttpRequest,
    token: string | undefined,
    context: CallContext,
  ): Promise<HttpResponse | TransportFailure> {
    const answered = new AbortController();
    const tooLate = new AbortController();
    const limitMs = Math.min(context.timeoutMs, context.deadline.leftMs());
    const timer = clock.sleep(limitMs, answered.signal).then(() => {
      if (!answered.signal.aborted) tooLate.abort();
    });
    const headers = token === undefined ? {} : { authorization: `Bearer ${token}` };
    const stop =
      context.abort === undefined ? tooLate.signal : AbortSignal.any([tooLate.signal, context.abort]);
    const result = await transport(request, headers, stop).finally(() => answered.abort(noReason));
    await timer;
    if (!isFailure(result)) return { ...result, body: withinDepth(result.body) };
    if (!tooLate.signal.aborted) return result;
    const missing = result.failure === "unreachable" ? "connection" : "answer";
    return { ...result, code: `no ${missing} within ${Math.round(limitMs)} ms` };
  }

  /** Whether another attempt follows, and after what wait. */
  function plan(outcome: Outcome, context: CallContext, state: CallState): boolean {
    if (outcome.kind === "refresh") {
      const first = !state.refreshed && context.token !== undefined;
      state.refreshed = true;
      state.waitMs = 0;
      return first;
    }
    if (outcome.kind !== "retry") return false;
    if (outcome.code === "Unreachable") state.unreached += 1;
    if (state.unreached >= context.retry.connectAttempts) return false;
    // A wait of 0 (or until a date gone by, where clocks differ) is as good as none stated.
    const asked = outcome.waitMs || (outcome.code === "Throttled" ? windowMs(context) : undefined);
    state.waitMs = asked ?? backoffMs(context.retry, state.attempts);
    state.waitReason = asked === undefined ? "before another attempt" : "as the service asks";
    if (asked === undefined) return true;
    const { maxRetryAfterMs } = context.retry;
    for (const rateLimit of context.rateLimits) rateLimit.pause(Math.min(asked, maxRetryAfterMs), asked);
    return asked <= maxRetryAfterMs;
  }

  /** Doubles each time; half of it is random, so that calls that failed together do not return together. */
  function backoffMs(retry: RetryPolicy, attempts: number): number {
    const full = Math.min(retry.maxDelayMs, retry.initialDelayMs * 2 ** (attempts - 1));
    return full / 2 + (random() * full) / 2;
  }
}

/** Which of several limits a refusal is about is not told; where it is a longer one, the next attempt says so again. */
function windowMs(context: CallContext): number | undefined {
  const windows = context.rateLimits.map((rateLimit) => rateLimit.windowMs);
  return windows.length === 0 ? undefined : Math.min(...windows);
}

async function pauseBefore({ deadline, onWait }: CallContext, state: CallState): Promise<void> {
  const { waitMs, waitReason } = state;
  if (waitMs > 0) {
    deadline.check(waitMs, "The next attempt");
    onWait(waitReason, waitMs);
  }
  await deadline.wait(waitMs, "The next attempt");
  state.waitMs = 0;
}

async function throttle({ rateLimits, deadline, onWait, retry }: CallContext): Promise<Slot[]> {
  const slots: Slot[] = [];
  try {
    for (const rateLimit of rateLimits)
      slots.push(await rateLimit.take(deadline, onWait, retry.maxRetryAfterMs));
    return slots;
  } catch (error) {
    for (const slot of slots) slot.release(false);
    throw error;
  }
}

async function authorise({ token, deadline, redactor }: CallContext): Promise<string | undefined> {
  if (token === undefined) return undefined;
  const value = token.cached(deadline) ?? (await token.get(deadline));
  redactor.addLive(value);
  return value;
}

/** After these nobody knows what the service did. */
function mayBeTaken(outcome: Outcome): boolean {
  return "code" in outcome && (outcome.code === "OutcomeUnknown" || outcome.code === "ServiceFailed");
}

/** @param stopped what ended the waiting for a further attempt, if anything did */
function finish(
  { result, outcome }: Attempted,
  context: CallContext,
  { inDoubt }: CallState,
  stopped?: ConnectorError,
): CallResult {
  if (outcome.kind === "succeeded") return { kind: "succeeded", response: result as HttpResponse };
  const error = failureError(result, outcome.code, context, stopped);
  const why = { ...(stopped === undefined ? {} : { stopped }), ...(inDoubt ? { inDoubt } : {}) };
  if (isFailure(result)) return { kind: "failed", error, ...why };
  if (outcome.kind === "isolate")
    return { kind: "rejected", response: result, error, ...(inDoubt ? { inDoubt } : {}) };
  return { kind: "failed", response: result, error, ...why };
}
