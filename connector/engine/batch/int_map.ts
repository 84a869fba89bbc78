/**
 * A map from 32-bit numbers, in flat arrays. Most lookups find nothing. A Map of the same size spreads over memory and
 * keeps the garbage collector busy, which used 5 % of the CPU time of a long import.
 */

/** Slots at the start; a power of two, as it always is. */
const fewestSlots = 1024;

/** Entries by number, in insertion order. Entries are never removed. */
export class IntMap<Entry> {
  /** By slot: the number, and the entry counted from 1; 0 if the slot is free. */
  #numbers = new Int32Array(fewestSlots);
  #entryAt = new Int32Array(fewestSlots);
  readonly #keys: number[] = [];
  readonly #entries: Entry[] = [];

  get(number: number): Entry | undefined {
    const place = this.#entryAt[this.#slotOf(number)] as number;
    return place === 0 ? undefined : this.#entries[place - 1];
  }

  set(number: number, entry: Entry): void {
    const slot = this.#slotOf(number);
    const place = this.#entryAt[slot] as number;
    if (place > 0) {
      this.#entries[place - 1] = entry;
      return;
    }
    this.#keys.push(number);
    this.#entries.push(entry);
    this.#take(slot, number, this.#entries.length);
    if (this.#entries.length * 2 > this.#numbers.length) this.#grow();
  }

  *[Symbol.iterator](): Generator<[number: number, entry: Entry]> {
    for (const [i, number] of this.#keys.entries()) yield [number, this.#entries[i] as Entry];
  }

  /** Returns the slot of the number, or the free slot that it would use. */
  #slotOf(number: number): number {
    const last = this.#numbers.length - 1;
    let slot = (number ^ (number >>> 16)) & last;
    while (this.#entryAt[slot] !== 0 && this.#numbers[slot] !== number) slot = (slot + 1) & last;
    return slot;
  }

  #take(slot: number, number: number, place: number): void {
    this.#numbers[slot] = number;
    this.#entryAt[slot] = place;
  }

  #grow(): void {
    const slots = this.#numbers.length * 2;
    this.#numbers = new Int32Array(slots);
    this.#entryAt = new Int32Array(slots);
    for (const [i, number] of this.#keys.entries()) this.#take(this.#slotOf(number), number, i + 1);
  }
}
