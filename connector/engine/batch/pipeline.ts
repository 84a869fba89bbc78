/** Rows in, results out, in the rows' order: plans, sends what is ready, and yields what is answered. */
import type { JsonObject, Pages } from "../../contract/types.js";
import { RejectedRow } from "../rows/validate_row.js";
import { CallSlot, CallSlots } from "./call_slots.js";
import type { RowKey } from "../rows/row_key.js";
import { Pace } from "../pace.js";
import { type Batch, type BatchBounds, Batcher } from "./batcher.js";
import { maxBytes } from "../rows/row_bytes.js";
import { BatchPosition } from "./dedup_window.js";

/** Pages of results: at most this many in one, and at most about so many bytes. */
const pageSize = 500;
const pageBytes = 4_000_000;

/** How far calls overlap, and how rows are cut; as declared. */
export interface PipelineBounds extends BatchBounds {
  readonly concurrency: number;
}

/** What the pipeline does with rows. */
export interface PipelineSteps {
  readonly identity: RowKey | undefined;
  /** The field of a row by whose value its result is found; undefined if it is found otherwise. */
  readonly matchField?: string | undefined;
  /** The row to be sent, or the result of one that is refused here. */
  admit(row: unknown, index: number): JsonObject | RejectedRow;
  /** The result that an earlier run has got for the row. @param row undefined for one that is refused here */
  resume(position: number, row: JsonObject | undefined): JsonObject | undefined;
  /** Told of each row that gets a place in a call. @param isShared whether it is that of an equal row before it */
  placed(position: number, row: JsonObject, isShared: boolean): void;
  /** The result of a sound row that is not to be sent; undefined for one that is. */
  keepBack(row: JsonObject): JsonObject | undefined;
  /** One result per row; never throws. May leave `held` in the chunk, which then need not keep its rows. */
  send(batch: Batch): Promise<readonly JsonObject[]>;
  /** How many chunks may be under way now, those among them that wait; as many as calls may overlap if not given. */
  atOnce?(): number;
  /** Told of what keeps the rows from being read any further; the rows read so far are still answered. */
  broken(error: unknown): void;
  /** Told that nobody reads the results any more. */
  abandoned(): void;
  /** Told of a row whose target is also given with other variants. */
  conflict(row: JsonObject, index: number, variants: readonly string[]): void;
}

/** A row's result, or the place where it will be. */
type Slot = BatchPosition | DuplicateRow | JsonObject;

/** A row that shares the place of an equal one before it, and gets a result of its own. */
class DuplicateRow {
  readonly place: BatchPosition;

  constructor(place: BatchPosition) {
    this.place = place;
  }
}

/**
 * Yields the results in pages. Memory is bounded by window × maxItems rows and by windowBytes. No call goes on when it
 * is over.
 */
export async function* pipeline(
  pages: Pages,
  bounds: PipelineBounds,
  steps: PipelineSteps,
): AsyncGenerator<JsonObject[]> {
  const flow = new Flow(bounds, steps);
  const pace = new Pace();
  let finished = false;
  try {
    for await (const page of untilBroken(pages, steps)) {
      for (const row of page) {
        flow.add(row);
        if (pace.isDue()) await pace.turn();
        if (flow.mustWait && !flow.mayFill) yield* flow.advance();
      }
      yield* flow.advance();
    }
    yield* flow.finish();
    finished = true;
  } finally {
    if (!finished) steps.abandoned();
    await flow.idle();
  }
}

async function* untilBroken(pages: Pages, steps: PipelineSteps): AsyncGenerator<readonly unknown[]> {
  try {
    yield* pages;
  } catch (error) {
    steps.broken(error);
  }
}

class Flow {
  readonly #bounds: PipelineBounds;
  readonly #steps: PipelineSteps;
  readonly #batcher: Batcher;
  readonly #running = new Map<number, Promise<void>>();
  readonly #calls: CallSlots;
  /** Chunks among the running ones that wait for the answers of others. */
  #waiting = 0;
  /** The slot of the chunk that starts next, and what waits for it. */
  #slot: CallSlot;
  #taking: Promise<void> | undefined;
  readonly #due: Batch[] = [];
  #slots: Slot[] = [];
  /** Of each slot, the bytes of its row or result, and all of them together. */
  #slotBytes: number[] = [];
  #heldBytes = 0;
  /** Position of the row in hand. */
  #index = 0;

  constructor(bounds: PipelineBounds, steps: PipelineSteps) {
    this.#bounds = bounds;
    this.#steps = steps;
    const { identity, matchField } = steps;
    const conflict = (row: JsonObject, variants: readonly string[]) =>
      steps.conflict(row, this.#index, variants);
    this.#batcher = new Batcher(bounds, identity, conflict, matchField);
    this.#calls = new CallSlots(bounds.concurrency);
    this.#slot = new CallSlot(this.#calls);
  }

  add(row: unknown): void {
    const before = this.#batcher.bytes;
    const slot = this.#slotOf(row);
    // The result of a call is about as long as its row.
    const bytes =
      slot instanceof BatchPosition || slot instanceof DuplicateRow
        ? this.#batcher.bytes - before
        : maxBytes(slot);
    this.#slots.push(slot);
    this.#slotBytes.push(bytes);
    this.#heldBytes += bytes;
    this.#index += 1;
    for (let batch = this.#batcher.takeFull(); batch !== undefined; batch = this.#batcher.takeFull())
      this.#due.push(batch);
  }

  #slotOf(row: unknown): Slot {
    const validRow = this.#steps.admit(row, this.#index);
    if (validRow instanceof RejectedRow) return this.#steps.resume(this.#index, undefined) ?? validRow.result;
    const resumed = this.#steps.resume(this.#index, validRow);
    if (resumed !== undefined) {
      this.#batcher.resume(validRow, resumed);
      return resumed;
    }
    return this.#steps.keepBack(validRow) ?? this.#placeOf(validRow);
  }

  #placeOf(row: JsonObject): BatchPosition | DuplicateRow {
    const place = this.#batcher.add(row, this.#index);
    const isShared = place.batch.positions[place.position] !== this.#index;
    this.#steps.placed(this.#index, row, isShared);
    return isShared ? new DuplicateRow(place) : place;
  }

  /** True where a call is due, or too many results are held back for their order. */
  get mustWait(): boolean {
    return this.#due.length > 0 || this.#isFull;
  }

  get #isFull(): boolean {
    const { dedupWindow, maxItems, windowBytes = Number.POSITIVE_INFINITY } = this.#bounds;
    return this.#slots.length >= dedupWindow * maxItems || this.#heldBytes >= windowBytes;
  }

  /**
   * True while further calls can be filled before the first one leaves. They leave together: what a run makes of the
   * first responses must not depend on how quickly the very first one comes.
   */
  get mayFill(): boolean {
    return this.#running.size === 0 && this.#due.length < this.#bounds.concurrency && !this.#isFull;
  }

  /** Starts what is due, as far as calls may overlap, and yields results until there is room for more rows. */
  async *advance(): AsyncGenerator<JsonObject[]> {
    for (yield* this.ready(); this.mustWait; yield* this.ready()) {
      if (this.#due.length === 0 && this.#running.size === 0) this.#closeOne();
      await this.#step();
    }
  }

  /** After the last row. */
  async *finish(): AsyncGenerator<JsonObject[]> {
    while (this.#closeOne());
    while (this.#due.length > 0 || this.#running.size > 0) {
      await this.#step();
      yield* this.ready();
    }
    yield* this.ready();
  }

  /** Resolves when no call is on its way. */
  async idle(): Promise<void> {
    void (this.#taking ?? Promise.resolve()).then(() => this.#slot.release());
    await Promise.all(this.#running.values());
  }

  /** The results at the head of the line. */
  async *ready(): AsyncGenerator<JsonObject[]> {
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
      this.#heldBytes -= bytes;
      yield page;
      await new Pace().turn();
      page = [];
      bytes = 0;
    }
    this.#heldBytes -= bytes;
    if (taken > 0) {
      this.#slots = this.#slots.slice(taken);
      this.#slotBytes = this.#slotBytes.slice(taken);
    }
    if (page.length > 0) yield page;
  }

  /** Starts the next call where there is room for one, else waits for one to end. */
  async #step(): Promise<void> {
    const batch = this.#due[0];
    // A call may have ended between the look at its results and now; a race of nothing would never end.
    if (batch === undefined && this.#running.size === 0) return;
    const most = this.#steps.atOnce?.() ?? this.#bounds.concurrency;
    if (batch === undefined || this.#running.size - this.#waiting >= most) {
      await Promise.race([...this.#running.values(), this.#calls.released()]);
      return;
    }
    const waits = [...batch.dependsOn].some(({ results }) => results === undefined);
    if (!waits && !(await this.#hasSlot())) return;
    this.#due.shift();
    this.#running.set(batch.index, this.#send(batch, waits ? new CallSlot(this.#calls) : this.#slot));
    if (!waits) this.#slot = new CallSlot(this.#calls);
  }

  /** Waits in line for a slot; false if a chunk ended before there was one. */
  async #hasSlot(): Promise<boolean> {
    this.#taking ??= this.#slot.take().finally(() => {
      this.#taking = undefined;
    });
    await Promise.race([this.#taking, ...this.#running.values()]);
    return this.#slot.isHeld;
  }

  async #send(batch: Batch, slot: CallSlot): Promise<void> {
    this.#waiting += 1;
    for (const before of batch.dependsOn) await this.#running.get(before.index);
    this.#waiting -= 1;
    await slot.take();
    batch.slot = slot;
    batch.results = await this.#steps.send(batch);
    slot.release();
    delete batch.slot;
    if (batch.serialized !== undefined) batch.rows = [];
    batch.positions = [];
    batch.dependsOn.clear();
    this.#running.delete(batch.index);
  }

  #closeOne(): boolean {
    const batch = this.#batcher.flush();
    if (batch !== undefined) this.#due.push(batch);
    return batch !== undefined;
  }
}

function resultOf(slot: Slot): JsonObject | undefined {
  if (slot instanceof BatchPosition) return slot.batch.results?.[slot.position];
  if (!(slot instanceof DuplicateRow)) return slot;
  const result = resultOf(slot.place);
  return result === undefined ? undefined : { ...result };
}
