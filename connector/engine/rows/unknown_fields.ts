/** Counts the names of fields that the rows of a run have and its action does not know, and reports them once. */
import type { NamesFound } from "../../contract/compiled_action.js";
import { quoteName } from "../../contract/quote_name.js";
import type { RunEvent } from "../../contract/types.js";

/** Most names that are reported one by one. */
const maxReported = 20;
/** Most further names that are counted separately, to limit the memory for rows with many different names. */
const maxDistinct = 1000;

type Emit = (event: RunEvent) => void;

/** The names of one run. */
export class UnknownFields {
  readonly #rows = new Map<string, number>();
  readonly #others = new Set<string>();
  readonly #respelled = new Map<string, { readonly field: string; rows: number }>();

  /** Counts what was found in the names of one row. */
  add({ unknown, respelled }: NamesFound): void {
    for (const name of unknown) this.#count(name);
    for (const [name, field] of respelled) {
      const known = this.#respelled.get(name) ?? { field, rows: 0 };
      known.rows += 1;
      this.#respelled.set(name, known);
    }
  }

  /** Reports the names in the order of their first rows. */
  emit(emit: Emit): void {
    for (const [name, { field, rows }] of this.#respelled) {
      const message = `${quoteName(name)} is sent as ${field}, the name that the service reads (${inRows(rows)}).`;
      emit({ type: "warning", code: "Normalized", message });
    }
    for (const [name, rows] of this.#rows) {
      const message = `${quoteName(name)} is not a known field (${inRows(rows)}). It is sent as given, and the service may ignore it.`;
      emit({ type: "warning", code: "UnknownField", message });
    }
    const { size } = this.#others;
    if (size === 0) return;
    const count = size < maxDistinct ? `${size}` : `at least ${size}`;
    const names = size === 1 ? "name is not a known field" : "names are not known fields";
    const message = `And ${count} more ${names}. Such fields are sent as given.`;
    emit({ type: "warning", code: "UnknownField", message });
  }

  #count(name: string): void {
    const rows = this.#rows.get(name);
    if (rows !== undefined || this.#rows.size < maxReported) this.#rows.set(name, (rows ?? 0) + 1);
    else if (this.#others.size < maxDistinct) this.#others.add(quoteName(name));
  }
}

function inRows(rows: number): string {
  return rows === 1 ? "1 row" : `${rows} rows`;
}
