/** Remembers the calls under one rate limit: those in flight, those of the last window, and pauses. */
import type { Clock } from "../../contract/types.js";
import { noReason } from "../deadline.js";
import type { CallEnd, RateLimit } from "./rate_limit_store.js";
import { type CallRecord, ResponseTimes } from "./response_times.js";
import { ServiceLimit } from "./service_limit.js";

/** Callers that wait under the same limit, in order of arrival. */
export interface WaitQueue {
  /** Number of callers that wait. */
  waiting: number;
  /** Resolves when the last caller has left the queue. */
  tail: Promise<void>;
}

/** A wait is never 0 before the window ends, even if rounding makes the difference of two times 0. */
const minWaitMs = 0.001;

/** The calls of everybody who shares a rate limit. Each caller may count them by different numbers. */
export class CallHistory {
  readonly #clock: Clock;
  #inFlight = 0;
  /** How many of the calls in flight started after the last pause. */
  #startedAfterPause = 0;
  readonly #responses = new ResponseTimes();
  readonly #serviceLimit = new ServiceLimit();
  #lastResponse = 0;
  #pausedUntil = 0;
  #pauses = 0;
  /** Whether the first call after a pause has not succeeded yet. */
  #isProbing = false;
  /** End of the wait that the service asked for. A pause may end earlier. */
  #askedUntil = 0;
  #change = new AbortController();
  readonly #queues = new Map<string, WaitQueue>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Returns the queue of a limit. Each limit has one, so that callers with a low limit do not block the others. */
  queueOf({ calls, perSeconds }: RateLimit): WaitQueue {
    this.#responses.keep(perSeconds * 1000);
    const id = `${calls}/${perSeconds}`;
    const queue = this.#queues.get(id) ?? { waiting: 0, tail: Promise.resolve() };
    this.#queues.set(id, queue);
    return queue;
  }

  /** Aborted when a call ends or a pause begins. */
  get changeSignal(): AbortSignal {
    return this.#change.signal;
  }

  /** Returns the record of a call, for {@link callEnded}. */
  callStarted(): CallRecord {
    this.#inFlight += 1;
    this.#startedAfterPause += 1;
    return { pauses: this.#pauses, throttlings: this.#serviceLimit.throttlings };
  }

  /**
   * Ends a call.
   * @param limit - the limit under which the call was made
   */
  callEnded(record: CallRecord, { calls, perSeconds }: RateLimit, end: CallEnd): void {
    const now = this.#clock.monotonic();
    this.#inFlight -= 1;
    const isAfterPause = record.pauses === this.#pauses;
    if (isAfterPause) this.#startedAfterPause -= 1;
    if (end === "throttled") {
      const accepted = this.#responses.accepted(now - perSeconds * 1000);
      this.#serviceLimit.throttled(record, accepted, calls);
    }
    if (end !== "unsent") {
      this.#lastResponse = now;
      this.#responses.add(now, end === "responded");
    }
    if (end === "responded" && isAfterPause) this.#isProbing = false;
    this.#changed();
  }

  /** Returns the number of calls that the service was seen to accept in a window; undefined if not fewer than documented. */
  lowerLimit(): number | undefined {
    return this.#serviceLimit.calls;
  }

  /**
   * Starts or extends a pause.
   * @param ms - length of the pause, in milliseconds
   * @param askedMs - wait that the service asked for, in milliseconds
   */
  pause(ms: number, askedMs: number): void {
    const now = this.#clock.monotonic();
    this.#pauses += 1;
    this.#isProbing = true;
    this.#startedAfterPause = 0;
    const stillAsked = this.#pausedUntil > now ? this.#askedUntil : 0;
    this.#pausedUntil = Math.max(this.#pausedUntil, now + ms);
    this.#askedUntil = Math.max(stillAsked, now + askedMs);
    this.#changed();
  }

  /** Returns the rest of the wait that the service asked for, in milliseconds; 0 if there is no pause. */
  askedMs(): number {
    const now = this.#clock.monotonic();
    return this.#pausedUntil > now ? this.#askedUntil - now : 0;
  }

  /** Returns 0 if a call may start now, and Infinity if a call in flight must end first; in milliseconds. */
  waitMs({ calls, perSeconds }: RateLimit): number {
    const windowMs = perSeconds * 1000;
    const now = this.#clock.monotonic();
    this.#responses.removeExpired(now);
    const inWindow = this.#responses.since(now - windowMs);
    const used = this.#inFlight + inWindow.length;
    if (used === 0 && now - Math.max(this.#lastResponse, this.#pausedUntil) >= windowMs)
      this.#serviceLimit.forget();
    const excess = used - Math.min(calls, this.#serviceLimit.calls ?? calls);
    const pauseMs = Math.max(0, this.#pausedUntil - now);
    if (excess < 0) return pauseMs > 0 ? pauseMs : this.#waitForOthersMs(used);
    const blocking = inWindow[excess];
    if (blocking === undefined) return Number.POSITIVE_INFINITY;
    return Math.max(blocking + windowMs - now, pauseMs, minWaitMs);
  }

  /** After a pause, and close to a limit that the service showed, one call goes first and the others wait for its response. */
  #waitForOthersMs(used: number): number {
    const isBehindProbe = this.#isProbing && this.#startedAfterPause > 0;
    const isCareful = used >= this.#serviceLimit.carefulFrom && this.#inFlight > 0;
    return isBehindProbe || isCareful ? Number.POSITIVE_INFINITY : 0;
  }

  #changed(): void {
    this.#change.abort(noReason);
    this.#change = new AbortController();
  }
}
