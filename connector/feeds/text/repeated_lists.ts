/** Finds lines of a list that are more likely records of a table. */
import type { Recognized } from "../observe.js";
import { tableLine } from "./messages.js";

/** Returns the number of parts between commas or semicolons; 1 for a line without them. */
function partsIn(text: string): number {
  return text.split(/[,;]/).length;
}

/**
 * Counts the lines with the same number of parts. If several lines have as many, their parts can be columns with different
 * meanings, such as a host and the one that it imitates.
 */
export class RepeatedLists {
  readonly #counts = new Map<number, number>();

  /** Adds a line, before any line of the same page is checked. */
  add(text: string): void {
    const parts = partsIn(text);
    if (parts > 1) this.#counts.set(parts, (this.#counts.get(parts) ?? 0) + 1);
  }

  /** Returns the values of a line, or why they are not read. Different hashes of one file can be in one line. */
  checked(text: string, values: readonly Recognized[]): readonly Recognized[] {
    const kinds = values.map(({ kind }) => kind);
    if (values.length < 2 || new Set(kinds).size === kinds.length) return values;
    const parts = partsIn(text);
    const isRepeated = parts > 1 && (this.#counts.get(parts) ?? 0) > 1;
    return isRepeated ? [{ fault: tableLine(text, parts) }] : values;
  }
}
