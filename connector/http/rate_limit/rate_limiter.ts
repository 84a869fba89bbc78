/** Keeps calls within a rate limit: each call holds a slot until one window after its response. */
import type { Clock, CountedRateLimit } from "../../contract/types.js";
import type { Deadline } from "../deadline.js";
import { timeErrors, waitReasons, waiters } from "../messages.js";
import { CallHistory, type WaitQueue } from "./call_history.js";
import type { OnWait, RateLimit, RateLimiter, RateLimitStore, Slot } from "./rate_limit_store.js";

/**
 * One rate limit of one key. If slots counted from the start of a call, the service could see up to twice the calls,
 * because requests arrive later than they start (measured: 42 to 60 calls for a limit of 30). A slot that is held
 * until one window after the response prevents this: the service has seen the request by then.
 */
export class MemoryRateLimiter implements RateLimiter {
  readonly #name: string;
  readonly #clock: Clock;
  readonly #limit: RateLimit;
  readonly #history: CallHistory;
  readonly #queue: WaitQueue;

  constructor(name: string, limit: RateLimit, clock: Clock, history = new CallHistory(clock)) {
    this.#name = name;
    this.#limit = limit;
    this.#clock = clock;
    this.#history = history;
    this.#queue = history.queueOf(limit);
  }

  get counted(): CountedRateLimit {
    return { name: this.#name, calls: this.#limit.calls, perSeconds: this.#limit.perSeconds };
  }

  get windowMs(): number {
    return this.#limit.perSeconds * 1000;
  }

  /** Serves callers with the same limit in order of arrival. */
  async take(deadline: Deadline, onWait: OnWait, maxPauseMs = Number.POSITIVE_INFINITY): Promise<Slot> {
    deadline.check();
    if (this.#queue.waiting === 0 && this.#history.waitMs(this.#limit) <= 0) return this.#slot();
    return this.#waitInQueue(deadline, onWait, maxPauseMs);
  }

  pause(ms: number, askedMs = ms): void {
    this.#history.pause(ms, askedMs);
  }

  async #waitInQueue(deadline: Deadline, onWait: OnWait, maxPauseMs: number): Promise<Slot> {
    const queue = this.#queue;
    const before = queue.tail;
    queue.waiting += 1;
    let leave = (): void => {};
    queue.tail = new Promise((resolve) => {
      leave = resolve;
    });
    try {
      await deadline.race(before);
      return await this.#whenFree(deadline, onWait, maxPauseMs);
    } finally {
      queue.waiting -= 1;
      void before.then(leave);
    }
  }

  async #whenFree(deadline: Deadline, onWait: OnWait, maxPauseMs: number): Promise<Slot> {
    for (let isReported = false; ; ) {
      deadline.check();
      const waitMs = this.#history.waitMs(this.#limit);
      // Without an await in between, so that no caller of another queue can take the slot.
      if (waitMs <= 0) return this.#slot();
      this.#rejectLongPause(maxPauseMs);
      if (waitMs !== Number.POSITIVE_INFINITY) {
        deadline.check(waitMs, waiters.rateLimitedCall(this.#name));
        if (!isReported) onWait(waitReasons.rateLimit(this.#name, this.#history.lowerLimit()), waitMs);
        isReported = true;
      }
      await this.#sleepOrChange(Math.min(waitMs, deadline.leftMs()), deadline.signal);
    }
  }

  #rejectLongPause(maxPauseMs: number): void {
    const askedMs = this.#history.askedMs();
    if (askedMs > maxPauseMs) throw timeErrors.longPause(askedMs);
  }

  #slot(): Slot {
    const record = this.#history.callStarted();
    let isHeld = true;
    return {
      isValid: true,
      release: (end) => {
        if (!isHeld) return;
        isHeld = false;
        this.#history.callEnded(record, this.#limit, end);
      },
    };
  }

  async #sleepOrChange(ms: number, signal: AbortSignal): Promise<void> {
    const stop = AbortSignal.any([signal, this.#history.changeSignal]);
    if (ms !== Number.POSITIVE_INFINITY) return this.#clock.sleep(ms, stop);
    if (!stop.aborted) {
      await new Promise((resolve) => stop.addEventListener("abort", resolve, { once: true }));
    }
  }
}

/** Returns a store for the rate limits of this process. */
export function memoryRateLimits(clock: Clock): RateLimitStore {
  const histories = new Map<string, CallHistory>();
  return {
    get(name, key, limit) {
      const id = JSON.stringify([name, ...key]);
      const history = histories.get(id) ?? new CallHistory(clock);
      histories.set(id, history);
      return new MemoryRateLimiter(name, limit, clock, history);
    },
  };
}
