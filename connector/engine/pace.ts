/** Lets the event loop turn while rows are processed: awaiting a resolved promise does not. */

/** Most rows between two turns of the event loop; rejecting this many takes a few milliseconds. */
export const rowsPerTurn = 50;

/** Longest work between two turns, in milliseconds: one row may need a thousand times as long as another. */
export const maxTurnMs = 10;

/** Counts the rows of one loop and measures their time. */
export class Pace {
  readonly #nowMs: () => number;
  #rows = 0;
  #turnedAt: number;

  /** @param nowMs - a real clock; never the clock of a run, which a test may stop */
  constructor(nowMs: () => number = () => performance.now()) {
    this.#nowMs = nowMs;
    this.#turnedAt = nowMs();
  }

  /** Counts further rows. Returns whether a turn is due; if so, await {@link turn}. */
  isDue(rows = 1): boolean {
    this.#rows += rows;
    return this.#rows >= rowsPerTurn || this.#nowMs() - this.#turnedAt >= maxTurnMs;
  }

  /** Resolves after a turn of the event loop. */
  async turn(): Promise<void> {
    await new Promise((resolve) => setImmediate(resolve));
    this.#rows = 0;
    this.#turnedAt = this.#nowMs();
  }
}
