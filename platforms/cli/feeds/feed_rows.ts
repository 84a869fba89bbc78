/** What is known about the rows of a feed apart from their fields. */
import type { FeedItem, ItemSource } from "../../../connector/platform_api.js";

/** The rows of one feed, for as long as something uses them. */
export class FeedRows {
  readonly #sources = new WeakMap<object, ItemSource>();
  readonly #given = new WeakMap<object, () => unknown>();
  /** Whether something writes the rows as the source contains them. */
  readonly isGivenKept: boolean;

  constructor(isGivenKept: boolean) {
    this.isGivenKept = isGivenKept;
  }

  /** Records where the rows of these items are in their source. */
  note(items: readonly FeedItem[]): void {
    for (const { rows, source } of items)
      for (const row of rows) if (typeof row === "object" && row !== null) this.#sources.set(row, source);
  }

  /** Records what the source itself contains of a row. */
  readonly noteGiven = (row: object, given: () => unknown): void => {
    this.#given.set(row, given);
  };

  /** Returns where the row is in its source; undefined for a row that is not of a feed. */
  sourceOf(row: unknown): ItemSource | undefined {
    return typeof row === "object" && row !== null ? this.#sources.get(row) : undefined;
  }

  /** Returns the row without the fields that defaults and templates have added. */
  givenOf(row: unknown): unknown {
    const given = typeof row === "object" && row !== null ? this.#given.get(row) : undefined;
    return given === undefined ? row : given();
  }
}

/** Returns where an item is, for a person to read. */
export function placeOf({ file, line, id }: ItemSource): string {
  if (line !== undefined) return `line ${line}`;
  return id ?? file;
}
