/** Estimates how many rows of a batch are bad from those that have a result. */

/** The part of its weight that each row keeps when a further bad row is found: bad rows often come in a block. */
const fading = 0.9;

/** Smaller groups cost as many calls as their rows one by one. */
const smallestGroup = 4;

export class BadRowRate {
  #rows = 0;
  #bad = 0;
  #found = 0;

  /** How many bad rows were found. */
  get found(): number {
    return this.#found;
  }

  /** Counts rows that were accepted. */
  accepted(rows: number): void {
    this.#rows += rows;
  }

  /** Counts a bad row. */
  bad(): void {
    this.#found += 1;
    this.#rows = (this.#rows + 1) * fading;
    this.#bad = (this.#bad + 1) * fading;
  }

  /**
   * Returns the group size that is accepted with a probability of one half, because such a response carries the most
   * information; as a power of two, which splits evenly. After only one bad row, returns all rows that are left.
   */
  groupSize(left: number): number {
    if (this.#found < 2) return left;
    const size = 2 ** Math.floor(Math.log2((Math.LN2 * this.#rows) / this.#bad));
    return size < smallestGroup ? 1 : size;
  }
}
