/** Rate budgets: as many slots as calls, each kept during its call and for the whole window after the answer. */
import { ConnectorError } from "../../contract/errors.js";
import type { Clock } from "../../contract/types.js";
import { type Deadline, noReason } from "../deadline.js";

/** Never more than `calls` in any window of `perSeconds`. */
export interface RateLimit {
  readonly calls: number;
  readonly perSeconds: number;
}

/** The least time that so many calls take, in seconds; answers that take time come on top. */
export function minimumSeconds(calls: number, { calls: allowed, perSeconds }: RateLimit): number {
  return Math.max(0, Math.ceil(calls / allowed) - 1) * perSeconds;
}

/** Leave to make one call. */
export interface Slot {
  /** Gives it back. @param spent false where no call was made after all */
  release(spent: boolean): void;
}

/** Told why and how long a call waits, in milliseconds. */
export type OnWait = (reason: string, waitMs: number) => void;

/** While a window is not over, whatever rounding makes of the rest of it: two moments and their difference need not fit. */
const shortestWaitMs = 0.001;

/** Those who wait by the same figures, first come first served. */
class WaitQueue {
  queued = 0;
  /** Resolves once the last of them has left. */
  tail: Promise<void> = Promise.resolve();
}

/** What all who share a budget have done, whatever figures each of them goes by. */
class CallHistory {
  /** Calls on their way. */
  busy = 0;
  /** When calls were answered, ascending; as far back as the longest window. */
  readonly answered: number[] = [];
  maxWindowMs = 0;
  pausedUntil = 0;
  /** The end of the wait that the service asked for; a pause may be over before it. */
  askedUntil = 0;
  change = new AbortController();
  readonly #lines = new Map<string, WaitQueue>();

  /** A line for each figures: who waits by narrow ones holds up nobody whose own leave room, and waits while those keep it full. */
  lineOf({ calls, perSeconds }: RateLimit): WaitQueue {
    const id = `${calls}/${perSeconds}`;
    const line = this.#lines.get(id) ?? new WaitQueue();
    this.#lines.set(id, line);
    return line;
  }

  changed(): void {
    this.change.abort(noReason);
    this.change = new AbortController();
  }

  /** Index of the first call answered after that moment. */
  firstAfter(timestamp: number): number {
    let low = 0;
    let high = this.answered.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.answered[middle] as number) > timestamp) high = middle;
      else low = middle + 1;
    }
    return low;
  }
}

/**
 * One budget of one key. A limiter that stamps a call when it is granted lets the service see up to twice the
 * calls, because grant is not arrival (measured: 42 to 60 calls where 30 are allowed). A slot that stays taken
 * until a window after the answer cannot: the service saw the call before it answered.
 */
export class RateLimiter {
  readonly #name: string;
  readonly #clock: Clock;
  readonly #figures: RateLimit;
  readonly #ledger: CallHistory;
  readonly #line: WaitQueue;

  constructor(name: string, figures: RateLimit, clock: Clock, ledger: CallHistory = new CallHistory()) {
    this.#name = name;
    this.#figures = figures;
    this.#clock = clock;
    this.#ledger = ledger;
    this.#line = ledger.lineOf(figures);
    ledger.maxWindowMs = Math.max(ledger.maxWindowMs, this.windowMs);
  }

  /** Length of the window, in milliseconds. */
  get windowMs(): number {
    return this.#figures.perSeconds * 1000;
  }

  /**
   * Waits for a slot, first come first served among those of the same figures. Throws as {@link Deadline.check} does, without waiting, and
   * Throttled during a pause for which the service has asked for a wait longer than `longestPauseMs`.
   */
  async take(deadline: Deadline, onWait: OnWait, maxPauseMs = Number.POSITIVE_INFINITY): Promise<Slot> {
    deadline.check();
    if (this.#line.queued === 0 && this.#waitMs() <= 0) return this.#slot();
    return this.#queue(deadline, onWait, maxPauseMs);
  }

  /**
   * Nobody who shares the budget gets a slot before that many milliseconds are over.
   * @param askedMs the wait that the service asked for, where the pause is shorter: it may have meant no such wait
   */
  pause(ms: number, askedMs = ms): void {
    const ledger = this.#ledger;
    const now = this.#clock.monotonic();
    const stillAsked = ledger.pausedUntil > now ? ledger.askedUntil : 0;
    ledger.pausedUntil = Math.max(ledger.pausedUntil, now + ms);
    ledger.askedUntil = Math.max(stillAsked, now + askedMs);
    ledger.changed();
  }

  async #queue(deadline: Deadline, onWait: OnWait, maxPauseMs: number): Promise<Slot> {
    const line = this.#line;
    const before = line.tail;
    line.queued += 1;
    let leave = (): void => {};
    line.tail = new Promise((resolve) => {
      leave = resolve;
    });
    try {
      await deadline.race(before);
      return await this.#whenFree(deadline, onWait, maxPauseMs);
    } finally {
      line.queued -= 1;
      void before.then(leave);
    }
  }

  async #whenFree(deadline: Deadline, onWait: OnWait, maxPauseMs: number): Promise<Slot> {
    for (let events = false; ; ) {
      deadline.check();
      const waitMs = this.#waitMs();
      // Between a look and a grant nobody of another line may come.
      if (waitMs <= 0) return this.#slot();
      this.#rejectLongPause(maxPauseMs);
      if (waitMs !== Number.POSITIVE_INFINITY) {
        deadline.check(waitMs, `The next call under the budget ${this.#name}`);
        if (!events) onWait(`budget ${this.#name}`, waitMs);
        events = true;
      }
      await this.#sleepOrChange(Math.min(waitMs, deadline.leftMs()), deadline.signal);
    }
  }

  #rejectLongPause(maxPauseMs: number): void {
    const { pausedUntil, askedUntil } = this.#ledger;
    const now = this.#clock.monotonic();
    const askedMs = askedUntil - now;
    if (pausedUntil <= now || askedMs <= maxPauseMs) return;
    const seconds = Math.ceil(askedMs / 1000);
    throw new ConnectorError("Throttled", `The service has asked for no call in the next ${seconds} s.`);
  }

  /** 0 where a slot is free; Infinity where only the end of a call in flight can free one. */
  #waitMs(): number {
    const { answered, busy, maxWindowMs, pausedUntil } = this.#ledger;
    const now = this.#clock.monotonic();
    const gone = this.#ledger.firstAfter(now - maxWindowMs);
    if (gone > 0) answered.splice(0, gone);
    const first = this.#ledger.firstAfter(now - this.windowMs);
    const over = busy + answered.length - first - this.#figures.calls;
    const paused = Math.max(0, pausedUntil - now);
    if (over < 0) return paused;
    const leaving = answered[first + over];
    if (leaving === undefined) return Number.POSITIVE_INFINITY;
    return Math.max(leaving + this.windowMs - now, paused, shortestWaitMs);
  }

  #slot(): Slot {
    const ledger = this.#ledger;
    ledger.busy += 1;
    let open = true;
    return {
      release: (spent) => {
        if (!open) return;
        open = false;
        ledger.busy -= 1;
        if (spent) ledger.answered.push(this.#clock.monotonic());
        ledger.changed();
      },
    };
  }

  async #sleepOrChange(ms: number, signal: AbortSignal): Promise<void> {
    const stop = AbortSignal.any([signal, this.#ledger.change.signal]);
    if (ms !== Number.POSITIVE_INFINITY) return this.#clock.sleep(ms, stop);
    if (!stop.aborted) {
      await new Promise((resolve) => stop.addEventListener("abort", resolve, { once: true }));
    }
  }
}

/** Where budgets live. In memory here; a store shared by processes can stand in its place. */
export interface RateLimitStore {
  /** The budget of that name and key, by those figures. All budgets of one name and key count the same calls. */
  get(name: string, key: readonly string[], figures: RateLimit): RateLimiter;
}

/** Budgets of this process. */
export function memoryRateLimits(clock: Clock): RateLimitStore {
  const ledgers = new Map<string, CallHistory>();
  return {
    get(name, key, figures) {
      const id = JSON.stringify([name, ...key]);
      const ledger = ledgers.get(id) ?? new CallHistory();
      ledgers.set(id, ledger);
      return new RateLimiter(name, figures, clock, ledger);
    },
  };
}
