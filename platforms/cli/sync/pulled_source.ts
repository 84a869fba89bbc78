/** What was read from one source, and whether that is everything. */
import type { DesiredRow, FeedItem, JsonObject } from "../../../connector/platform_api.js";

/** One source after reading. */
export interface PulledSource {
  readonly name: string;
  readonly rows: readonly DesiredRow[];
  /** Type and value of the rows that the source withdraws. */
  readonly withdrawn: readonly JsonObject[];
  /** Number of items, the skipped ones included. */
  readonly items: number;
  /** Whether only what is new since a checkpoint was asked for. */
  readonly isDelta: boolean;
  /** Why the source is not complete, as a full sentence; absent if it is. */
  readonly fault?: string;
  /** Exit code of a source that could not be read at all. */
  readonly exitCode?: number;
  /** Where the next run can continue. */
  readonly checkpoint?: string;
}

/** Collects the rows of one source. */
export class PulledRows {
  readonly #rows: DesiredRow[] = [];
  readonly #withdrawn: JsonObject[] = [];
  /** Number of items so far. */
  items = 0;
  readonly #expiry: string | undefined;

  /** @param expiry - field with the end of a row's life */
  constructor(expiry: string | undefined) {
    this.#expiry = expiry;
  }

  /** Number of rows so far, the withdrawn ones included. */
  get size(): number {
    return this.#rows.length + this.#withdrawn.length;
  }

  get all(): Pick<PulledSource, "rows" | "withdrawn" | "items"> {
    return { rows: this.#rows, withdrawn: this.#withdrawn, items: this.items };
  }

  add(items: readonly FeedItem[]): void {
    this.items += items.length;
    for (const { rows, origins = [], withdrawn = [] } of items) {
      for (const [index, row] of rows.entries())
        this.#rows.push(this.#desired(row as JsonObject, origins[index]));
      for (const row of withdrawn) this.#withdrawn.push(row);
    }
  }

  /** An end that was calculated from the time of reading would differ in every run. */
  #desired(
    row: JsonObject,
    { lifetime, ...facts }: NonNullable<FeedItem["origins"]>[number] = {},
  ): DesiredRow {
    const known = Object.keys(facts).length === 0 ? {} : { facts };
    if (lifetime === undefined || this.#expiry === undefined) return { row, ...known };
    const { [this.#expiry]: _end, ...lasting } = row;
    return { row: lasting, expiresAfter: lifetime, ...known };
  }
}
