/** Holds results back until all results before them are known, so that they leave in input order. */
import type { JsonObject } from "../../contract/types.js";
import { Pace } from "../pace.js";
import { maxBytes } from "../rows/row_bytes.js";
import type { BatchBounds } from "./batcher.js";
import { BatchPosition } from "./dedup_window.js";

/** Most results and about the most bytes of one page. */
const pageSize = 500;
const pageBytes = 4_000_000;

/** A row that shares the batch position of an equal earlier row, and has a result of its own. */
export class DuplicateRow {
  readonly place: BatchPosition;

  constructor(place: BatchPosition) {
    this.place = place;
  }
}

/** The result of a row, or the position in a batch that the result will have. */
export type ResultSlot = BatchPosition | DuplicateRow | JsonObject;

/** The results that have not left yet. */
export class ResultQueue {
  readonly #bounds: BatchBounds;
  #slots: ResultSlot[] = [];
  /** The bytes of the row or result of each slot. */
  #slotBytes: number[] = [];
  #bytes = 0;

  constructor(bounds: BatchBounds) {
    this.#bounds = bounds;
  }

  /** @param rowBytes - bytes that the row added to its batch; its result has about the same length */
  push(slot: ResultSlot, rowBytes: number): void {
    const isSent = slot instanceof BatchPosition || slot instanceof DuplicateRow;
    const bytes = isSent ? rowBytes : maxBytes(slot);
    this.#slots.push(slot);
    this.#slotBytes.push(bytes);
    this.#bytes += bytes;
  }

  /** Whether no further row may be read before results leave. */
  get isFull(): boolean {
    const { dedupWindow, maxItems, windowBytes = Number.POSITIVE_INFINITY } = this.#bounds;
    return this.#slots.length >= dedupWindow * maxItems || this.#bytes >= windowBytes;
  }

  /** Yields the known results at the head of the queue in pages, and removes them. */
  async *takeReady(): AsyncGenerator<JsonObject[]> {
    let page: JsonObject[] = [];
    let bytes = 0;
    let taken = 0;
    for (const slot of this.#slots) {
      const result = resultOf(slot);
      if (result === undefined) break;
      page.push(result);
      bytes += this.#slotBytes[taken] as number;
      taken += 1;
      if (page.length < pageSize && bytes < pageBytes) continue;
      this.#bytes -= bytes;
      yield page;
      await new Pace().turn();
      page = [];
      bytes = 0;
    }
    this.#bytes -= bytes;
    if (taken > 0) {
      this.#slots = this.#slots.slice(taken);
      this.#slotBytes = this.#slotBytes.slice(taken);
    }
    if (page.length > 0) yield page;
  }
}

function resultOf(slot: ResultSlot): JsonObject | undefined {
  if (slot instanceof BatchPosition) return slot.batch.results?.[slot.position];
  if (!(slot instanceof DuplicateRow)) return slot;
  const result = resultOf(slot.place);
  return result === undefined ? undefined : { ...result };
}
