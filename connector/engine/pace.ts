/** Lets the event loop turn while rows are worked on: awaiting what is there already never does. */

/** Most rows that are worked on between two turns of the event loop; rejecting as many takes a few milliseconds. */
export const rowsPerTurn = 50;

/** Longest work between two turns, in milliseconds: one row may be a thousand times the work of another one. */
export const maxTurnMs = 10;

/** Counts the rows of one loop, and measures how long they take. */
export class Pace {
  readonly #nowMs: () => number;
  #rows = 0;
  #turnedAt: number;

  /** @param nowMs - a clock for the time that work takes; never the clock of a run, which a test may stop */
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
