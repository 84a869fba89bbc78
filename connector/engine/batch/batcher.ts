/** Groups rows into batches so that the outcome is the same as sending the rows one by one. */
import type { JsonObject } from "../../contract/types.js";
import { type RowKey, valueIdentity } from "../rows/row_key.js";
import { bytesOf } from "../rows/row_bytes.js";
import { type Batch, newBatch } from "./batch.js";
import { type Known, BatchPosition, DedupWindow } from "./dedup_window.js";

/** Bounds of the batches, as declared. */
export interface BatchBounds {
  readonly maxItems: number;
  /** Most bytes of the rows of one call; unlimited if absent. A longer row is sent alone. */
  readonly maxBytes?: number;
  /** Most bytes of rows that are remembered; unlimited if absent. */
  readonly windowBytes?: number;
  /** For how many batches the identity of a sent row is remembered: at least half of this number, at most all of it. */
  readonly dedupWindow: number;
}

const unlimited = { maxBytes: Number.POSITIVE_INFINITY, windowBytes: Number.POSITIVE_INFINITY };

/** The dependencies of a batch that has its results. */
const none: Set<Batch> = new Set();

/** Called for a row if an earlier row has the same target and another variant. */
export type OnConflict = (row: JsonObject, variants: readonly string[]) => void;

/**
 * Places rows one at a time, in input order. An equal row shares the position of the earlier one. A row of the same
 * identity with other fields goes into a later batch, which is sent after the results of the earlier one, so that the
 * last row takes effect. A row of another identity with the same match value also goes into a later batch, because
 * the results of both could not be distinguished; that batch does not wait. Batches are returned in index order.
 */
export class Batcher {
  readonly #bounds: Required<BatchBounds>;
  readonly #onConflict: OnConflict;
  readonly #sent: DedupWindow | undefined;
  readonly #matchField: string | undefined;
  /** The last row of each match value; undefined without a match field, or if identities are looked up by it. */
  readonly #values: DedupWindow | undefined;
  /** Batches that are being filled. All except the first hold rows that had to wait. */
  readonly #open: Batch[] = [];
  #next = 0;
  /** Rows and bytes of the current generation of identities. */
  #rows = 0;
  #generationBytes = 0;
  /** Bytes of all rows so far that do not share the position of an equal row. */
  bytes = 0;

  /** @param matchField - the field of a row that its result is matched by; undefined if results are matched otherwise */
  constructor(
    bounds: BatchBounds,
    identity: RowKey | undefined,
    onConflict: OnConflict,
    matchField?: string,
  ) {
    this.#bounds = { ...unlimited, ...bounds };
    this.#onConflict = onConflict;
    this.#sent = identity === undefined ? undefined : new DedupWindow(identity);
    this.#matchField = matchField;
    if (matchField !== undefined && matchField !== identity?.keyField)
      this.#values = new DedupWindow(valueIdentity(matchField));
  }

  /**
   * Places the row in a batch. Call {@link takeFull} after each row.
   * @param position - position of the row in the input
   */
  add(row: JsonObject, position: number): BatchPosition {
    const key = this.#sent?.keyOf(row) ?? 0;
    const known = this.#sent?.find(key, row);
    if (known?.last?.isOf(row) === true) return known.last;
    if (known !== undefined && known.last === undefined && known.otherVariants.length > 0)
      this.#onConflict(row, known.otherVariants);
    const place = this.#put(row, position, known);
    if (known === undefined) this.#sent?.setFirst(key, place);
    else this.#sent?.set(key, place);
    this.#values?.set(this.#values.keyOf(row), place);
    this.#count();
    return place;
  }

  /** Remembers a row that an earlier run sent, so that the rows after it are compared with it. */
  resume(row: JsonObject, result: JsonObject): void {
    if (this.#sent === undefined) return;
    const bytes = this.#bytesOf(row);
    const sent: Batch = { ...newBatch(-1), rows: [row], bytes, dependsOn: none, results: [result] };
    this.#sent.set(this.#sent.keyOf(row), new BatchPosition(sent, 0));
    this.#generationBytes += bytes;
    this.#count();
  }

  /** Returns the next batch to send if one is full or too many are open. */
  takeFull(): Batch | undefined {
    const first = this.#open[0];
    if (first === undefined) return undefined;
    const isFull = first.isClosed || first.rows.length >= this.#bounds.maxItems;
    return isFull || this.#open.length > this.#bounds.dedupWindow ? this.#close() : undefined;
  }

  /** Returns the next batch that is left after the last row. */
  flush(): Batch | undefined {
    return this.#open.length === 0 ? undefined : this.#close();
  }

  /** Adds the row to the first open batch that it fits into and that it may share. */
  #put(row: JsonObject, position: number, known: Known | undefined): BatchPosition {
    const before = known?.last?.batch;
    const bytes = this.#bytesOf(row);
    const least = Math.max(before?.index ?? -1, this.#latestAlike(row, known)) + 1;
    const batch = this.#openBatch(least, bytes);
    if (before !== undefined && before.results === undefined) batch.dependsOn.add(before);
    batch.rows.push(row);
    batch.positions.push(position);
    batch.bytes += bytes;
    this.bytes += bytes;
    this.#generationBytes += bytes;
    return new BatchPosition(batch, batch.rows.length - 1);
  }

  /** Returns the index of the last batch that holds a row of the same match value, or -1. */
  #latestAlike(row: JsonObject, known: Known | undefined): number {
    if (this.#matchField === undefined) return -1;
    const alike = this.#values === undefined ? known : this.#values.find(this.#values.keyOf(row), row);
    // The result of a row without a value cannot be confused with another one.
    return alike === undefined || (row[this.#matchField] ?? "") === "" ? -1 : alike.latest;
  }

  #openBatch(least: number, bytes: number): Batch {
    const { maxItems, maxBytes } = this.#bounds;
    for (const batch of this.#open) {
      if (batch.index < least || batch.isClosed || batch.rows.length >= maxItems) continue;
      if (batch.rows.length === 0 || batch.bytes + bytes <= maxBytes) return batch;
      batch.isClosed = true;
    }
    const batch = newBatch(this.#next);
    this.#next += 1;
    this.#open.push(batch);
    return batch;
  }

  #bytesOf(row: JsonObject): number {
    const { maxItems, maxBytes } = this.#bounds;
    return bytesOf(row, maxBytes / maxItems);
  }

  /** Starts a new generation of identities after half the window, whether this run sends the rows or another run did. */
  #count(): void {
    const { maxItems, dedupWindow, windowBytes } = this.#bounds;
    this.#rows += 1;
    if (this.#rows < maxItems * Math.ceil(dedupWindow / 2) && this.#generationBytes < windowBytes / 2) return;
    this.#sent?.rotate();
    this.#values?.rotate();
    this.#rows = 0;
    this.#generationBytes = 0;
  }

  #close(): Batch {
    return this.#open.shift() as Batch;
  }
}
