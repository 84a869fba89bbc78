/** Remembers the calls under one rate limit: those in flight, those of the last window, and pauses. */
import type { Clock } from "../../contract/types.js";
import { noReason } from "../deadline.js";

/** At most `calls` in any window of `perSeconds`. */
export interface RateLimit {
  readonly calls: number;
  readonly perSeconds: number;
}

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
  /** Times at which responses arrived, ascending, as far back as the longest window. */
  readonly #responseTimes: number[] = [];
  #maxWindowMs = 0;
  #pausedUntil = 0;
  /** End of the wait that the service asked for. A pause may end earlier. */
  #askedUntil = 0;
  #change = new AbortController();
  readonly #queues = new Map<string, WaitQueue>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Returns the queue of a limit. Each limit has one, so that callers with a low limit do not block the others. */
  queueOf({ calls, perSeconds }: RateLimit): WaitQueue {
    this.#maxWindowMs = Math.max(this.#maxWindowMs, perSeconds * 1000);
    const id = `${calls}/${perSeconds}`;
    const queue = this.#queues.get(id) ?? { waiting: 0, tail: Promise.resolve() };
    this.#queues.set(id, queue);
    return queue;
  }

  /** Aborted when a call ends or a pause begins. */
  get changeSignal(): AbortSignal {
    return this.#change.signal;
  }

  callStarted(): void {
    this.#inFlight += 1;
  }

  /** @param isSent - false if no request was sent after all */
  callEnded(isSent: boolean): void {
    this.#inFlight -= 1;
    if (isSent) this.#responseTimes.push(this.#clock.monotonic());
    this.#changed();
  }

  /**
   * Starts or extends a pause.
   * @param ms - length of the pause, in milliseconds
   * @param askedMs - wait that the service asked for, in milliseconds
   */
  pause(ms: number, askedMs: number): void {
    const now = this.#clock.monotonic();
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
    this.#removeExpired(now);
    const first = this.#firstAfter(now - windowMs);
    const excess = this.#inFlight + this.#responseTimes.length - first - calls;
    const pauseMs = Math.max(0, this.#pausedUntil - now);
    if (excess < 0) return pauseMs;
    const blocking = this.#responseTimes[first + excess];
    if (blocking === undefined) return Number.POSITIVE_INFINITY;
    return Math.max(blocking + windowMs - now, pauseMs, minWaitMs);
  }

  #removeExpired(now: number): void {
    const expired = this.#firstAfter(now - this.#maxWindowMs);
    if (expired > 0) this.#responseTimes.splice(0, expired);
  }

  /** Returns the index of the first response after that time. */
  #firstAfter(timestamp: number): number {
    let low = 0;
    let high = this.#responseTimes.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#responseTimes[middle] as number) > timestamp) high = middle;
      else low = middle + 1;
    }
    return low;
  }

  #changed(): void {
    this.#change.abort(noReason);
    this.#change = new AbortController();
  }
}
