/** Rate budgets: as many slots as calls, each kept during its call and for the whole window after the answer. */
import type { Clock } from "../contract/types.js";
import { type Deadline, noReason } from "./deadline.js";

/** Never more than `calls` in any window of `perSeconds`. */
export interface BudgetFigures {
  readonly calls: number;
  readonly perSeconds: number;
}

/** Leave to make one call. */
export interface Slot {
  /** Gives it back. @param spent false where no call was made after all */
  release(spent: boolean): void;
}

/** Told why and how long a call waits, in milliseconds. */
export type OnWait = (reason: string, waitMs: number) => void;

/**
 * One budget of one key. A limiter that stamps a call when it is granted lets the service see up to twice the
 * calls, because grant is not arrival (measured: 42 to 60 calls where 30 are allowed). A slot that stays taken
 * until a window after the answer cannot: the service saw the call before it answered.
 */
export class Budget {
  readonly #name: string;
  readonly #clock: Clock;
  #figures: BudgetFigures;
  #busy = 0;
  /** When each resting slot is free again, ascending. */
  readonly #resting: number[] = [];
  #pausedUntil = 0;
  /** Calls that wait, and the end of their line. */
  #queued = 0;
  #tail: Promise<void> = Promise.resolve();
  #change = new AbortController();

  constructor(name: string, figures: BudgetFigures, clock: Clock) {
    this.#name = name;
    this.#figures = figures;
    this.#clock = clock;
  }

  /** Where two runs state different figures for one key, the stricter ones hold. */
  tighten(figures: BudgetFigures): void {
    const mine = this.#figures;
    this.#figures = {
      calls: Math.min(mine.calls, figures.calls),
      perSeconds: Math.max(mine.perSeconds, figures.perSeconds),
    };
  }

  /** Length of the window, in milliseconds. */
  get windowMs(): number {
    return this.#figures.perSeconds * 1000;
  }

  /** Waits for a slot, first come first served. Throws as {@link Deadline.check} does, without waiting. */
  async take(deadline: Deadline, onWait: OnWait): Promise<Slot> {
    deadline.check();
    if (this.#queued === 0 && this.#waitMs() <= 0) {
      this.#busy += 1;
      return this.#slot();
    }
    return this.#queue(deadline, onWait);
  }

  async #queue(deadline: Deadline, onWait: OnWait): Promise<Slot> {
    const before = this.#tail;
    this.#queued += 1;
    let leave = (): void => {};
    this.#tail = new Promise((resolve) => {
      leave = resolve;
    });
    try {
      await deadline.race(before);
      await this.#untilFree(deadline, onWait);
    } finally {
      this.#queued -= 1;
      void before.then(leave);
    }
    return this.#slot();
  }

  /** Nobody gets a slot before that many milliseconds are over. */
  pause(ms: number): void {
    this.#pausedUntil = Math.max(this.#pausedUntil, this.#clock.monotonic() + ms);
    this.#changed();
  }

  async #untilFree(deadline: Deadline, onWait: OnWait): Promise<void> {
    for (let told = false; ; ) {
      deadline.check();
      const waitMs = this.#waitMs();
      if (waitMs <= 0) {
        this.#busy += 1;
        return;
      }
      if (waitMs !== Number.POSITIVE_INFINITY) {
        deadline.check(waitMs, `The next call under the budget ${this.#name}`);
        if (!told) onWait(`budget ${this.#name}`, waitMs);
        told = true;
      }
      await this.#sleepOrChange(Math.min(waitMs, deadline.leftMs()), deadline.signal);
    }
  }

  /** 0 where a slot is free; Infinity where only the end of a call in flight can free one. */
  #waitMs(): number {
    const now = this.#clock.monotonic();
    while (this.#resting.length > 0 && (this.#resting[0] as number) <= now) this.#resting.shift();
    const paused = Math.max(0, this.#pausedUntil - now);
    if (this.#busy + this.#resting.length < this.#figures.calls) return paused;
    const first = this.#resting[0];
    return first === undefined ? Number.POSITIVE_INFINITY : Math.max(first - now, paused);
  }

  #slot(): Slot {
    let open = true;
    return {
      release: (spent) => {
        if (!open) return;
        open = false;
        this.#busy -= 1;
        if (spent) this.#resting.push(this.#clock.monotonic() + this.windowMs);
        this.#changed();
      },
    };
  }

  async #sleepOrChange(ms: number, signal: AbortSignal): Promise<void> {
    const stop = AbortSignal.any([signal, this.#change.signal]);
    if (ms !== Number.POSITIVE_INFINITY) return this.#clock.sleep(ms, stop);
    if (!stop.aborted) {
      await new Promise((resolve) => stop.addEventListener("abort", resolve, { once: true }));
    }
  }

  #changed(): void {
    this.#change.abort(noReason);
    this.#change = new AbortController();
  }
}

/** Where budgets live. In memory here; a store shared by processes can stand in its place. */
export interface BudgetStore {
  /** The budget of that name and key, made with those figures where it is new. */
  get(name: string, key: readonly string[], figures: BudgetFigures): Budget;
}

/** Budgets of this process. */
export function memoryBudgets(clock: Clock): BudgetStore {
  const budgets = new Map<string, Budget>();
  return {
    get(name, key, figures) {
      const id = JSON.stringify([name, ...key]);
      const known = budgets.get(id);
      known?.tighten(figures);
      const budget = known ?? new Budget(name, figures, clock);
      budgets.set(id, budget);
      return budget;
    },
  };
}
