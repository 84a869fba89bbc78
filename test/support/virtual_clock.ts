/** A clock whose time moves only when a test moves it, or when everybody who could move it sleeps. */
import type { Clock, HttpResponse } from "../../connector/contract/types.js";
import type { Transport, TransportFailure, WireSettings } from "../../connector/http/axios_transport.js";
import { turnsAsked } from "./quick_timers.js";

/** How a {@link VirtualClock} goes. */
export interface ClockOptions {
  /** Time at the start, milliseconds since 1970. */
  startMs?: number;
  /**
   * by hand: only {@link VirtualClock.advance} moves the time. when idle: it jumps to the first sleeper once nothing
   * else is going on; code under test may use `setTimeout(…, 0)`. when idle, quick: likewise, for code without any
   * timer of its own. driven: only {@link VirtualClock.drive} moves it, with quick turns.
   */
  goes?: "by hand" | "when idle" | "when idle, quick" | "driven";
}

interface Sleeper {
  readonly wakesAt: number;
  readonly wake: () => void;
}

/** Turns of the event loop without any sign of life after which nothing else is going on. */
const idleTurns = 4;

export class VirtualClock implements Clock {
  /** Every sleep asked for, in milliseconds, in order. */
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

  /** Milliseconds since the clock was made. */
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

  /** How many sleep now. */
  get sleeping(): number {
    return this.#sleepers.length;
  }

  /** Moves the time, waking sleepers in their order; what they do is done before the next one wakes. */
  async advance(ms: number): Promise<void> {
    const target = this.#elapsedMs + ms;
    await this.settle();
    for (let next = this.#first(); next !== undefined && next.wakesAt <= target; next = this.#first()) {
      this.#wake(next);
      await this.settle();
    }
    this.#elapsedMs = target;
  }

  /** Resolves once nothing goes on but sleep (and work under {@link during}). */
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

  /** Jumps from sleeper to sleeper until it is done; false where nobody is left to wake before. */
  async drive(isDone: () => boolean): Promise<boolean> {
    for (;;) {
      await this.settle();
      if (isDone()) return true;
      const next = this.#first();
      if (next === undefined) return false;
      this.#wake(next);
    }
  }

  /** Work in real time, such as a call over a socket: the clock does not go on by itself while it lasts. */
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

  /** That way to the network, its calls taking no time on this clock. */
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

  /** Of those that wake at the same time, the one that fell asleep first. */
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

/** One turn of the event loop; after it, timers of 0 ms set before have fired, unless it is a quick one. */
async function turn(quick: boolean): Promise<void> {
  if (!quick) await new Promise((resolve) => setTimeout(resolve, 0));
  await new Promise((resolve) => realImmediate(resolve));
}
