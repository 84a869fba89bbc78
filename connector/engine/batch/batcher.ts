/** Cuts rows into chunks so that the outcome is that of sending them one by one. */
import type { JsonObject } from "../../contract/types.js";
import type { CallSlot } from "./call_slots.js";
import type { SerializedRows } from "./serialized_rows.js";
import { type RowKey, valueIdentity } from "../rows/row_key.js";
import { bytesOf } from "../rows/row_bytes.js";
import { type Known, BatchPosition, DedupWindow } from "./dedup_window.js";

/** Rows of one call. */
export interface Batch {
  readonly index: number;
  /** Empty where they are held in another way. */
  rows: JsonObject[];
  /** The rows of an answered chunk. */
  serialized?: SerializedRows;
  /** Of each row, where it stands in the input. */
  positions: number[];
  /** At least the bytes of its rows in a request body. */
  bytes: number;
  /** Whether a row did not fit, so that the chunk is not filled any further. */
  isClosed: boolean;
  /** Chunks that must be answered before this one is sent. */
  readonly dependsOn: Set<Batch>;
  /** Held while the chunk is under way. Once it is released, the call of another chunk can start. */
  slot?: CallSlot;
  /** One result per row, once there is one. */
  results?: readonly JsonObject[];
}

/** Bounds of the plan, as declared. */
export interface BatchBounds {
  readonly maxItems: number;
  /** Most bytes of the rows of one call, no limit if absent. A row that is longer is a call of its own. */
  readonly maxBytes?: number;
  /** Most bytes of rows that are remembered, no limit if absent. */
  readonly windowBytes?: number;
  /** Chunks back that identities of answered rows are remembered: half of it at least, all of it at the most. */
  readonly dedupWindow: number;
}

const unlimited = { maxBytes: Number.POSITIVE_INFINITY, windowBytes: Number.POSITIVE_INFINITY };

/** What a chunk that is answered waits for. */
const none: Set<Batch> = new Set();

/** Told of a row whose target was given with other variants before. */
export type OnConflict = (row: JsonObject, variants: readonly string[]) => void;

/**
 * Plans rows one at a time, in their order. An equal row shares the place of the one before it; a row of the same
 * identity with other fields goes into a later chunk, sent after that one is answered, so that the last one stands.
 * A row of another identity whose result would not be told apart from that of a row before it goes into a later
 * chunk too, which waits for nothing. Chunks are handed over in the order of their index.
 */
export class Batcher {
  readonly #bounds: Required<BatchBounds>;
  readonly #onConflict: OnConflict;
  readonly #sent: DedupWindow | undefined;
  readonly #matchField: string | undefined;
  /** The last row of each match value; undefined if there is none, or if the identities are looked up by it. */
  readonly #values: DedupWindow | undefined;
  /** Chunks still being filled; all but the first hold rows that had to wait. */
  readonly #open: Batch[] = [];
  #next = 0;
  /** Of the generation. */
  #rows = 0;
  #generationBytes = 0;
  /** Bytes of all rows that got a place of their own so far. */
  bytes = 0;

  /** @param matchField the field of a row by whose value its result is found; undefined if it is found otherwise */
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

  /** Gives the row its place. Call {@link takeFull} after each. @param position where the row stands in the input */
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

  /** A row that an earlier run has sent: rows that follow are compared with it. */
  resume(row: JsonObject, result: JsonObject): void {
    if (this.#sent === undefined) return;
    const bytes = this.#bytesOf(row);
    const answered: Batch = { ...newBatch(-1), rows: [row], bytes, dependsOn: none, results: [result] };
    this.#sent.set(this.#sent.keyOf(row), new BatchPosition(answered, 0));
    this.#generationBytes += bytes;
    this.#count();
  }

  /** The next chunk that can be sent, if one is full or too many are open. */
  takeFull(): Batch | undefined {
    const first = this.#open[0];
    if (first === undefined) return undefined;
    const isFull = first.isClosed || first.rows.length >= this.#bounds.maxItems;
    return isFull || this.#open.length > this.#bounds.dedupWindow ? this.#close() : undefined;
  }

  /** After the last row: the chunks that are left, one at a time. */
  flush(): Batch | undefined {
    return this.#open.length === 0 ? undefined : this.#close();
  }

  /** Into the first open chunk that has room and is later than those that the row must not share. */
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

  /** Index of the last chunk that holds a row of the same match value; -1 if results are not found by one. */
  #latestAlike(row: JsonObject, known: Known | undefined): number {
    if (this.#matchField === undefined) return -1;
    const alike = this.#values === undefined ? known : this.#values.find(this.#values.keyOf(row), row);
    // Rows without a value have no result to be mistaken for another's.
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

  /** A generation of identities is as long as half the window, whether its rows are sent now or were before. */
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

function newBatch(index: number): Batch {
  return { index, rows: [], positions: [], bytes: 0, isClosed: false, dependsOn: new Set() };
}
