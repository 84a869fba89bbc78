/** Lets the event loop turn while rows are worked on: awaiting what is there already never does. */

/** Most rows that are worked on between two turns of the event loop; rejecting as many takes a few milliseconds. */
export const rowsPerTurn = 50;

/** Counts the rows of one loop. */
export class Pace {
  #rows = 0;

  /** Counts further rows. Returns whether a turn is due; if so, await {@link turn}. */
  isDue(rows = 1): boolean {
    this.#rows += rows;
    if (this.#rows < rowsPerTurn) return false;
    this.#rows = 0;
    return true;
  }
}

/** Resolves after a turn of the event loop. */
export async function turn(): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve));
}
