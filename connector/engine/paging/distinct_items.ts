/** Leaves out items of a list that were there before. */
import { getAt } from "../../contract/json_pointer.js";

/** Remembers the items of one list by the declared values. */
export class DistinctItems {
  readonly #pointers: readonly string[] | undefined;
  readonly #seen = new Set<string>();

  /** @param pointers - values that identify an item; without them, every item is new */
  constructor(pointers: readonly string[] | undefined) {
    this.#pointers = pointers;
  }

  /** Returns the items that were not there before. An item without any of the values is always new. */
  newOf(items: readonly unknown[]): readonly unknown[] {
    const pointers = this.#pointers;
    if (pointers === undefined) return items;
    return items.filter((item) => {
      const values = pointers.map((pointer) => getAt(item, pointer) ?? null);
      if (values.every((value) => value === null)) return true;
      const key = JSON.stringify(values);
      if (this.#seen.has(key)) return false;
      this.#seen.add(key);
      return true;
    });
  }
}
