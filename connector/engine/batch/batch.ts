/** The rows of one call, from the first row that is placed in it to the results. */
import type { JsonObject } from "../../contract/types.js";
import type { CallSlot } from "./call_slots.js";
import type { SerializedRows } from "./serialized_rows.js";

/** Rows of one call. */
export interface Batch {
  readonly index: number;
  /** Empty once the rows are kept in `serialized`. */
  rows: JsonObject[];
  /** The rows of a batch that has its results. */
  serialized?: SerializedRows;
  /** The position of each row in the input. */
  positions: number[];
  /** At least the bytes of its rows in a request body. */
  bytes: number;
  /** Whether a row did not fit, so that no further row is added. */
  isClosed: boolean;
  /** Batches that must have their results before this one is sent. */
  readonly dependsOn: Set<Batch>;
  /** Held while the batch is being sent. When it is released, the call of another batch can start. */
  slot?: CallSlot;
  /** One result per row, as soon as they are known. */
  results?: readonly JsonObject[];
}

/** Returns a batch without rows. */
export function newBatch(index: number): Batch {
  return { index, rows: [], positions: [], bytes: 0, isClosed: false, dependsOn: new Set() };
}

/** Returns a batch of some rows of another one. @param part - positions of the rows in the batch */
export function partOf(batch: Batch, part: readonly number[]): Batch {
  if (part.length === batch.rows.length) return batch;
  return {
    ...batch,
    rows: part.map((i) => batch.rows[i] as JsonObject),
    positions: part.map((i) => batch.positions[i] as number),
  };
}
