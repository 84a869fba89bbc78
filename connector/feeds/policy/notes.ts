/** Collects notes about values, and reports each kind of note once. */
import type { FeedNotice, FeedReading } from "../feed_types.js";

interface Note {
  count: number;
  readonly examples: string[];
  readonly notice: (count: number, examples: readonly string[]) => FeedNotice;
}

const maxExamples = 3;

/** Counts the values of each note. */
export class Notes {
  readonly #notes = new Map<string, Note>();

  /**
   * Counts a value.
   * @param key - identifies the note
   * @param notice - returns the notice, with the number of values and some of them
   */
  add(key: string, value: string, notice: Note["notice"]): void {
    const note = this.#notes.get(key) ?? { count: 0, examples: [], notice };
    note.count += 1;
    if (note.examples.length < maxExamples && !note.examples.includes(value)) note.examples.push(value);
    this.#notes.set(key, note);
  }

  /** Reports the notes. */
  report(onNotice: FeedReading["onNotice"]): void {
    for (const { notice, count, examples } of this.#notes.values()) onNotice?.(notice(count, examples));
    this.#notes.clear();
  }
}
