/** What is known about the rows of a feed apart from their fields. */
import type { FeedItem, FeedSettings, ItemSource } from "../../../connector/platform_api.js";

type Given = Parameters<NonNullable<FeedSettings["onRow"]>>[1];
type Form = Parameters<Given>[0];

/** The rows of one feed, for as long as something uses them. */
export class FeedRows {
  readonly #sources = new WeakMap<object, ItemSource>();
  readonly #given = new WeakMap<object, Given>();
  readonly #form: Form | undefined;

  /** @param form - how the rows are written as the source contains them; undefined: they are not */
  constructor(form?: Form) {
    this.#form = form;
  }

  /** Records where the rows of these items are in their source. */
  note(items: readonly FeedItem[]): void {
    for (const { rows, source } of items)
      for (const row of rows) if (typeof row === "object" && row !== null) this.#sources.set(row, source);
  }

  /** Records what the source itself contains of a row. */
  readonly noteGiven: FeedSettings["onRow"] = (row, given) => {
    if (this.#form !== undefined) this.#given.set(row, given);
  };

  /** Returns where the row is in its source; undefined for a row that is not of a feed. */
  sourceOf(row: unknown): ItemSource | undefined {
    return typeof row === "object" && row !== null ? this.#sources.get(row) : undefined;
  }

  /** Returns the row without the fields that defaults and templates have added. */
  givenOf(row: unknown): unknown {
    const given = typeof row === "object" && row !== null ? this.#given.get(row) : undefined;
    return given === undefined || this.#form === undefined ? row : given(this.#form);
  }
}

/** Returns where an item is, for a person to read. */
export function placeOf({ file, line, id }: ItemSource): string {
  if (line !== undefined) return `line ${line}`;
  return id ?? file;
}
