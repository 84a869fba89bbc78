/** Keeps the entries of a table as JSON, within a limit. */
import { scriptJson } from "./script_json.js";

/** Most entries of a table, and most characters of their JSON. */
const maxEntries = 100_000;
const maxChars = 20_000_000;

/** The entries of one table. Beyond the limits they are only counted. */
export class Entries {
  readonly #texts: string[] = [];
  #chars = 0;
  /** Number of entries that are not kept. */
  omitted = 0;

  add(entry: object): void {
    const text = scriptJson(entry);
    if (this.omitted > 0 || this.#texts.length >= maxEntries || this.#chars + text.length > maxChars) {
      this.omitted += 1;
      return;
    }
    this.#chars += text.length;
    this.#texts.push(text);
  }

  /** Number of entries that are kept. */
  get length(): number {
    return this.#texts.length;
  }

  /** Returns the text of a JSON array in pieces. */
  *json(): Generator<string> {
    let mark = "[";
    for (const text of this.#texts) {
      yield `${mark}\n${text}`;
      mark = ",";
    }
    yield mark === "[" ? "[]" : "\n]";
  }
}
