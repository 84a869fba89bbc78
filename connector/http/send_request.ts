/** Sends one call with its attempts: wait, take slots of the rate limits, authorize, send, classify. */
import { ConnectorError } from "../contract/errors.js";
import type { Clock, HttpRequest, HttpResponse } from "../contract/types.js";
import type { Transport, TransportFailure } from "./axios_transport.js";
import type { CallContext, CallResult, Send } from "./call_context.js";
import { classifyResponse, isFailure, type Outcome } from "./classify_response.js";
import { failureError } from "./failure_error.js";
import { waitReasons, waiters } from "./messages.js";
import type { CallEnd, Slot } from "./rate_limit/rate_limit_store.js";
import { retryLoop, type Tried } from "./retry_loop.js";
import { areValid, releaseSlots, shortestName, shortestWindowMs, takeSlots } from "./rate_limit/slots.js";
import { sendAttempt } from "./send_attempt.js";

/** What sending needs. */
interface SendPorts {
  readonly transport: Transport;
  readonly clock: Clock;
  /** Returns numbers in [0, 1). */
  readonly random: () => number;
}

interface Attempted {
  readonly result: HttpResponse | TransportFailure;
  readonly outcome: Outcome;
}

/** Returns a function that sends calls. @param random - returns numbers in [0, 1) */
export function createSend(transport: Transport, clock: Clock, random: () => number): Send {
  const ports = { transport, clock, random };
  return (request, context) => new Call(ports, request, context).send();
}

/** One call, with the state that its attempts share. */
class Call {
  readonly #ports: SendPorts;
  readonly #request: HttpRequest;
  readonly #context: CallContext;
  #attempts = 0;
  /** Number of attempts without a connection. */
  #unreachable = 0;
  #isTokenRenewed = false;
  #waitMs = 0;
  #waitReason = "";
  #last: Attempted | undefined;
  /** Whether the service may have accepted an attempt before the last one. */
  #inDoubt = false;

  constructor(ports: SendPorts, request: HttpRequest, context: CallContext) {
    this.#ports = ports;
    this.#request = request;
    this.#context = context;
  }

  async send(): Promise<CallResult> {
    try {
      return this.#result(await retryLoop(() => this.#attempt(), this.#context.retry.attempts));
    } catch (error) {
      // The run ended during the wait for a further attempt: the last attempt decides the result.
      if (this.#last === undefined || !(error instanceof ConnectorError)) throw error;
      return this.#result(this.#last, error);
    }
  }

  async #attempt(): Promise<Tried<Attempted>> {
    const context = this.#context;
    await this.#pause();
    const { slots, token } = await this.#authorizedSlots();
    let end: CallEnd = "unsent";
    try {
      context.deadline.check();
      end = "responded";
      this.#attempts += 1;
      context.onAttempt();
      const { result, outcome } = await this.#sendAndReport(slots, token);
      if ("code" in outcome && outcome.code === "Throttled") end = "throttled";
      this.#inDoubt ||= this.#last !== undefined && mayBeAccepted(this.#last.outcome);
      this.#last = { result, outcome };
      if (outcome.kind === "refresh" && token !== undefined) context.token?.invalidate(token);
      return { value: this.#last, again: this.#isRepeated(outcome) };
    } finally {
      releaseSlots(slots, context, end);
    }
  }

  /** Returns slots that are still valid when the token is there. @throws what the waits for them throw */
  async #authorizedSlots(): Promise<{ slots: readonly Slot[]; token: string | undefined }> {
    for (;;) {
      const slots = await takeSlots(this.#context, this.#ports.clock);
      let isReady = false;
      try {
        const token = await authorize(this.#context);
        isReady = areValid(slots);
        if (isReady) return { slots, token };
      } finally {
        if (!isReady) releaseSlots(slots, this.#context, "unsent");
      }
    }
  }

  async #sendAndReport(slots: readonly Slot[], token: string | undefined): Promise<Attempted> {
    const { clock } = this.#ports;
    const headers =
      token === undefined ? (this.#context.credentials ?? {}) : { authorization: `Bearer ${token}` };
    const [startedAt, begun] = [clock.now(), clock.monotonic()];
    const result = await sendAttempt({ request: this.#request, headers, slots }, this.#context, this.#ports);
    const outcome = classifyResponse(result, this.#context.policy, clock.now());
    const { method, url } = this.#request;
    this.#context.onEnd({
      method,
      url: url.split(/[?#]/, 1)[0] as string,
      attempt: this.#attempts,
      ...(isFailure(result) ? {} : { status: result.status }),
      ...("code" in outcome ? { code: outcome.code } : {}),
      startedAt,
      durationMs: clock.monotonic() - begun,
    });
    return { result, outcome };
  }

  /** Waits as long as the last attempt asked for. */
  async #pause(): Promise<void> {
    const { deadline, onWait, onWaited } = this.#context;
    const waitMs = this.#waitMs;
    if (waitMs > 0) {
      deadline.check(waitMs, waiters.nextAttempt);
      onWait(this.#waitReason, waitMs);
    }
    await deadline.wait(waitMs, waiters.nextAttempt);
    this.#waitMs = 0;
    const limit = shortestName(this.#context);
    if (waitMs > 0 && this.#waitReason === waitReasons.asked && limit !== undefined) onWaited(limit, waitMs);
  }

  /** Returns whether another attempt follows, and sets the wait before it. */
  #isRepeated(outcome: Outcome): boolean {
    if (outcome.kind === "refresh") return this.#isFirstRenewal();
    if (outcome.kind !== "retry") return false;
    if (outcome.code === "Unreachable") this.#unreachable += 1;
    const { retry, rateLimits } = this.#context;
    if (this.#unreachable >= retry.connectAttempts) return false;
    // A wait of 0 ms is ignored, also one until a date in the past (clocks differ).
    const asked =
      outcome.waitMs || (outcome.code === "Throttled" ? shortestWindowMs(this.#context) : undefined);
    this.#waitMs = asked ?? this.#backoffMs();
    this.#waitReason = asked === undefined ? waitReasons.backoff : waitReasons.asked;
    if (asked === undefined) return true;
    for (const rateLimit of rateLimits) rateLimit.pause(Math.min(asked, retry.maxRetryAfterMs), asked);
    return asked <= retry.maxRetryAfterMs;
  }

  #isFirstRenewal(): boolean {
    const isFirst = !this.#isTokenRenewed && this.#context.token !== undefined;
    this.#isTokenRenewed = true;
    this.#waitMs = 0;
    return isFirst;
  }

  /** Returns a delay that doubles with each attempt. Half of it is random, to spread calls that failed together. */
  #backoffMs(): number {
    const { initialDelayMs, maxDelayMs } = this.#context.retry;
    const full = Math.min(maxDelayMs, initialDelayMs * 2 ** (this.#attempts - 1));
    return full / 2 + (this.#ports.random() * full) / 2;
  }

  /** @param stopped - the error that prevented a further attempt, if any */
  #result({ result, outcome }: Attempted, stopped?: ConnectorError): CallResult {
    if (outcome.kind === "succeeded") return { kind: "succeeded", response: result as HttpResponse };
    const error = failureError(result, outcome.code, this.#context, stopped);
    const doubt = this.#inDoubt ? { inDoubt: true as const } : {};
    if (outcome.kind === "isolate" && !isFailure(result))
      return { kind: "rejected", response: result, error, ...doubt };
    const why = { ...(stopped === undefined ? {} : { stopped }), ...doubt };
    return { kind: "failed", ...(isFailure(result) ? {} : { response: result }), error, ...why };
  }
}

async function authorize({ token, deadline, redactor }: CallContext): Promise<string | undefined> {
  if (token === undefined) return undefined;
  const value = token.cached(deadline) ?? (await token.get(deadline));
  redactor.addLive(value);
  return value;
}

/** Returns whether the service may have accepted the attempt. */
function mayBeAccepted(outcome: Outcome): boolean {
  return "code" in outcome && (outcome.code === "OutcomeUnknown" || outcome.code === "ServiceFailed");
}
