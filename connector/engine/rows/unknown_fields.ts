/** Counts the names of fields that the rows of a run have and its action does not know, and reports them once. */
import type { NamesFound } from "../../contract/compiled_action.js";
import { quoteName } from "../../contract/quote_name.js";
import type { RunEvent, WarningEvent } from "../../contract/types.js";
import { rowWarnings } from "./messages.js";

/** Most names that are reported one by one. */
const maxReported = 20;
/** Most further names that are counted separately, to limit the memory for rows with many different names. */
const maxDistinct = 1000;

type Emit = (event: RunEvent) => void;

/** How many rows have a name, and the position of the first one. */
interface Count {
  rows: number;
  readonly first: number;
}

/** The names of one run. */
export class UnknownFields {
  readonly #unknown = new Map<string, Count>();
  readonly #others = new Set<string>();
  #firstOther = 0;
  readonly #respelled = new Map<string, Count & { readonly field: string }>();

  /** Counts what was found in the names of the row at that position. */
  add({ unknown, respelled }: NamesFound, row: number): void {
    for (const name of unknown) this.#count(name, row);
    for (const [name, field] of respelled) {
      const known = this.#respelled.get(name) ?? { field, rows: 0, first: row };
      known.rows += 1;
      this.#respelled.set(name, known);
    }
  }

  /** Reports the names in the order of their first rows. */
  emit(emit: Emit): void {
    for (const { event } of this.warnings()) emit(event);
  }

  /** The same with the position of the first row that has the name. */
  *warnings(): Generator<{ readonly row: number; readonly event: WarningEvent }> {
    for (const [name, { field, rows, first: row }] of this.#respelled) {
      const message = rowWarnings.respelled(quoteName(name), field, rows);
      yield { row, event: { type: "warning", code: "Normalized", message } };
    }
    for (const [name, { rows, first: row }] of this.#unknown) {
      const message = rowWarnings.unknownField(quoteName(name), rows);
      yield { row, event: { type: "warning", code: "UnknownField", message } };
    }
    const { size } = this.#others;
    if (size === 0) return;
    const message = rowWarnings.otherFields(size, size < maxDistinct);
    yield { row: this.#firstOther, event: { type: "warning", code: "UnknownField", message } };
  }

  #count(name: string, row: number): void {
    const known = this.#unknown.get(name);
    if (known !== undefined) known.rows += 1;
    else if (this.#unknown.size < maxReported) this.#unknown.set(name, { rows: 1, first: row });
    else if (this.#others.size < maxDistinct) {
      if (this.#others.size === 0) this.#firstOther = row;
      this.#others.add(quoteName(name));
    }
  }
}
