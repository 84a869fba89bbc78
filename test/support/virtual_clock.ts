/** A clock that moves only when a test advances it, or when all code that could advance sleeps. */
import type { Clock, HttpResponse } from "../../connector/contract/types.js";
import type { Transport, TransportFailure, WireSettings } from "../../connector/http/axios_transport.js";
import { turnsAsked } from "./quick_timers.js";

/** Options of a {@link VirtualClock}. */
export interface ClockOptions {
  /** Start time in epoch milliseconds. */
  startMs?: number;
  /**
   * by hand: only {@link VirtualClock.advance} moves the time. when idle: the time jumps to the first sleeper when
   * nothing else runs; the code under test may use `setTimeout(…, 0)`. when idle, quick: the same, for code without
   * timers. driven: only {@link VirtualClock.drive} moves the time, with quick turns.
   */
  goes?: "by hand" | "when idle" | "when idle, quick" | "driven";
}

interface Sleeper {
  readonly wakesAt: number;
  readonly wake: () => void;
}

/** Event loop turns without activity after which the code counts as idle. */
const idleTurns = 4;

export class VirtualClock implements Clock {
  /** Every requested sleep, in milliseconds, in order. */
  readonly asked: number[] = [];
  readonly #startMs: number;
  readonly #goes: NonNullable<ClockOptions["goes"]>;
  #elapsedMs = 0;
  #sleepers: Sleeper[] = [];
  #signsOfLife = 0;
  #held = 0;
  #watching = false;

  constructor({ startMs = Date.parse("2030-01-01T00:00:00Z"), goes = "by hand" }: ClockOptions = {}) {
    this.#startMs = startMs;
    this.#goes = goes;
  }

  now(): number {
    return this.#startMs + this.#elapsedMs;
  }

  /** Returns the milliseconds since the clock was created. */
  monotonic(): number {
    return this.#elapsedMs;
  }

  sleep(ms: number, signal?: AbortSignal): Promise<void> {
    this.asked.push(ms);
    this.#signsOfLife += 1;
    if (!(ms > 0) || signal?.aborted === true) return Promise.resolve();
    return new Promise((resolve) => {
      const wake = (): void => {
        this.#signsOfLife += 1;
        this.#sleepers = this.#sleepers.filter((other) => other !== sleeper);
        signal?.removeEventListener("abort", wake);
        resolve();
      };
      const sleeper: Sleeper = { wakesAt: this.#elapsedMs + ms, wake };
      signal?.addEventListener("abort", wake, { once: true });
      this.#sleepers.push(sleeper);
      this.#watch();
    });
  }

  /** Returns the number of sleepers. */
  get sleeping(): number {
    return this.#sleepers.length;
  }

  /** Moves the time and wakes sleepers in order; the work of each is finished before the next one wakes. */
  async advance(ms: number): Promise<void> {
    const target = this.#elapsedMs + ms;
    await this.settle();
    for (let next = this.#first(); next !== undefined && next.wakesAt <= target; next = this.#first()) {
      this.#wake(next);
      await this.settle();
    }
    this.#elapsedMs = target;
  }

  /** Resolves when everything sleeps, except work under {@link during}. */
  async settle(): Promise<void> {
    for (let idle = 0, seen = -1; idle < idleTurns; idle += 1) {
      const signs = this.#signsOfLife + turnsAsked();
      if (seen !== signs) {
        idle = 0;
        seen = signs;
      }
      await turn(this.#goes === "when idle, quick" || this.#goes === "driven");
    }
  }

  /** Jumps from sleeper to sleeper until `isDone` returns true; returns false if there is no sleeper left to wake. */
  async drive(isDone: () => boolean): Promise<boolean> {
    for (;;) {
      await this.settle();
      if (isDone()) return true;
      const next = this.#first();
      if (next === undefined) return false;
      this.#wake(next);
    }
  }

  /** Runs work in real time, such as a call over a socket; the clock does not jump while the work runs. */
  async during<T>(work: () => Promise<T>): Promise<T> {
    this.#held += 1;
    try {
      return await work();
    } finally {
      this.#held -= 1;
      this.#signsOfLife += 1;
      this.#watch();
    }
  }

  /** Returns the transport with calls that use no time on this clock. */
  timeless(transport: (settings: WireSettings) => Transport): (settings: WireSettings) => Transport {
    return (settings) => {
      const send = transport(settings);
      return (...call): Promise<HttpResponse | TransportFailure> => this.during(() => send(...call));
    };
  }

  #watch(): void {
    if (this.#goes === "by hand" || this.#goes === "driven" || this.#watching) return;
    this.#watching = true;
    void this.#go();
  }

  async #go(): Promise<void> {
    while (this.#sleepers.length > 0 && this.#held === 0) {
      await this.settle();
      const next = this.#first();
      if (next !== undefined && this.#held === 0) this.#wake(next);
    }
    this.#watching = false;
  }

  /** Returns the sleeper that wakes first; among equals, the one that fell asleep first. */
  #first(): Sleeper | undefined {
    return this.#sleepers.reduce<Sleeper | undefined>(
      (first, other) => (first === undefined || other.wakesAt < first.wakesAt ? other : first),
      undefined,
    );
  }

  #wake({ wakesAt, wake }: Sleeper): void {
    this.#elapsedMs = Math.max(this.#elapsedMs, wakesAt);
    wake();
  }
}

const { setImmediate: realImmediate } = globalThis;

/** Waits for one turn of the event loop; a turn that is not quick also lets due timers of 0 ms fire. */
async function turn(quick: boolean): Promise<void> {
  if (!quick) await new Promise((resolve) => setTimeout(resolve, 0));
  await new Promise((resolve) => realImmediate(resolve));
}
