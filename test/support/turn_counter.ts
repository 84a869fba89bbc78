/** Counts what happens between two turns of the event loop. */
import { rowsPerTurn } from "../../connector/engine/pace.js";

/**
 * Most rows that are counted between two turns. If the loop over the rows goes on before the counter is reset in the same
 * turn, the rows before and after it are counted together.
 */
export const maxCounted = 2 * rowsPerTurn - 1;

/** Counts events, and the maximum number of them between two turns of the event loop. */
export class TurnCounter {
  #sinceTurn = 0;
  #isOver = false;
  max = 0;
  total = 0;

  add(number = 1): void {
    this.#sinceTurn += number;
    this.total += number;
    this.max = Math.max(this.max, this.#sinceTurn);
  }

  async during<T>(work: () => Promise<T>): Promise<T> {
    const watching = this.#watch();
    try {
      return await work();
    } finally {
      this.#isOver = true;
      await watching;
    }
  }

  async #watch(): Promise<void> {
    while (!this.#isOver) {
      await new Promise((resolve) => setImmediate(resolve));
      this.#sinceTurn = 0;
    }
  }
}

/** Returns a list that counts each element that is read from it. */
export function counted<T>(list: readonly T[], counter: TurnCounter): T[] {
  const copy = [...list];
  function* elements() {
    for (const element of list) {
      counter.add();
      yield element;
    }
  }
  return Object.defineProperty(copy, Symbol.iterator, { value: elements });
}
