/** The simulated clock of examples. Waits take no real time. */
import type { Clock } from "../contract/types.js";

/** Idle event loop turns before the clock assumes that everything waits. */
const idleTurns = 20;

interface Sleeper {
  readonly wakesAt: number;
  readonly wake: () => void;
}

/** Starts at the time of the example. Jumps to the end of the next wait when nothing else runs. */
export class ExampleClock implements Clock {
  readonly #startMs: number;
  readonly #begin: () => Promise<void>;
  #elapsedMs = 0;
  #sleepers: Sleeper[] = [];
  #isGoing = false;

  /**
   * Creates the clock.
   * @param startMs - milliseconds since 1970
   * @param begin - resolves when a wait may begin
   */
  constructor(startMs: number, begin: () => Promise<void>) {
    this.#startMs = startMs;
    this.#begin = begin;
  }

  now(): number {
    return this.#startMs + this.#elapsedMs;
  }

  monotonic(): number {
    return this.#elapsedMs;
  }

  async sleep(ms: number, signal?: AbortSignal): Promise<void> {
    await this.#begin();
    if (!(ms > 0) || signal?.aborted === true) return;
    await new Promise<void>((resolve) => {
      const wake = (): void => {
        this.#sleepers = this.#sleepers.filter((other) => other !== sleeper);
        signal?.removeEventListener("abort", wake);
        resolve();
      };
      const sleeper: Sleeper = { wakesAt: this.#elapsedMs + ms, wake };
      signal?.addEventListener("abort", wake, { once: true });
      this.#sleepers.push(sleeper);
      if (!this.#isGoing) void this.#go();
    });
  }

  async #go(): Promise<void> {
    this.#isGoing = true;
    while (this.#sleepers.length > 0) {
      for (let turn = 0; turn < idleTurns; turn += 1) await new Promise((resolve) => setImmediate(resolve));
      const [next] = this.#sleepers.toSorted((one, other) => one.wakesAt - other.wakesAt);
      if (next === undefined) break;
      this.#elapsedMs = Math.max(this.#elapsedMs, next.wakesAt);
      next.wake();
    }
    this.#isGoing = false;
  }
}
