/** Counts words that come from a feed or from a service, so that neither their number nor their length is known. */

/** Most words that are counted one by one, and the most characters of a word. */
const maxWords = 200;
const maxWordLength = 100;

/** Name of the words beyond the limit. */
export const otherWords = "(other)";

/** Name of a missing word. */
const noWord = "(none)";

/** Counter of words. */
export class WordCounts {
  readonly #counts = new Map<string, number>();

  add(word: unknown): void {
    const text = typeof word === "string" && word !== "" ? word.slice(0, maxWordLength) : noWord;
    const isKnown = this.#counts.has(text) || this.#counts.size < maxWords;
    const key = isKnown ? text : otherWords;
    this.#counts.set(key, (this.#counts.get(key) ?? 0) + 1);
  }

  /** Returns the counts, the highest first. */
  get entries(): [string, number][] {
    return [...this.#counts].toSorted(([, a], [, b]) => b - a);
  }

  /** Returns the counts by word. The object has no prototype, because a word can be `__proto__`. */
  get byWord(): Record<string, number> {
    const counts = Object.create(null) as Record<string, number>;
    for (const [word, count] of this.entries) counts[word] = count;
    return counts;
  }
}
