/** Reads rows, groups them into batches, sends the batches and yields the results in input order. */
import type { JsonObject, Pages } from "../../contract/types.js";
import type { RowKey } from "../rows/row_key.js";
import { Pace } from "../pace.js";
import type { Batch } from "./batch.js";
import { type BatchBounds, Batcher } from "./batcher.js";
import type { BatchPosition } from "./dedup_window.js";
import { DuplicateRow, ResultQueue, type ResultSlot } from "./result_queue.js";
import { type BatchSteps, RunningBatches } from "./running_batches.js";

/** How rows are grouped, and how many calls may overlap; as declared. */
export interface PipelineBounds extends BatchBounds {
  readonly concurrency: number;
}

/**
 * What happens to a row: it is sent, it has a result without being sent, or an earlier run sent it and the rows after
 * it are compared with it.
 */
export type RowDecision =
  | { readonly send: JsonObject }
  | { readonly result: JsonObject; readonly resumed?: JsonObject };

/** What the pipeline does with rows. */
export interface PipelineSteps extends BatchSteps {
  readonly identity: RowKey | undefined;
  /** The field of a row that its result is matched by; undefined if results are matched otherwise. */
  readonly matchField?: string | undefined;
  /** Decides about the row at that position of the input. */
  decide(row: unknown, position: number): RowDecision;
  /** Called for each row that is placed in a batch. @param isShared - whether it shares the position of an equal row */
  placed(position: number, row: JsonObject, isShared: boolean): void;
  /** Called with the error if no further row can be read. The rows before it still get their results. */
  sourceFailed(error: unknown): void;
  /** Called if the consumer stops reading results. */
  abandoned(): void;
  /** Called for a row if an earlier row has the same target and another variant. */
  conflict(row: JsonObject, index: number, variants: readonly string[]): void;
}

/**
 * Yields the results in pages. Memory is limited to window × maxItems rows and to windowBytes. No call is in progress
 * when the generator ends.
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
    for await (const page of untilFailed(pages, steps)) {
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

async function* untilFailed(pages: Pages, steps: PipelineSteps): AsyncGenerator<readonly unknown[]> {
  try {
    yield* pages;
  } catch (error) {
    steps.sourceFailed(error);
  }
}

class Flow {
  readonly #concurrency: number;
  readonly #steps: PipelineSteps;
  readonly #batcher: Batcher;
  readonly #running: RunningBatches;
  readonly #queue: ResultQueue;
  readonly #due: Batch[] = [];
  /** Position of the row that is being added. */
  #index = 0;

  constructor(bounds: PipelineBounds, steps: PipelineSteps) {
    this.#concurrency = bounds.concurrency;
    this.#steps = steps;
    const { identity, matchField } = steps;
    const conflict = (row: JsonObject, variants: readonly string[]) =>
      steps.conflict(row, this.#index, variants);
    this.#batcher = new Batcher(bounds, identity, conflict, matchField);
    this.#running = new RunningBatches(bounds.concurrency, steps);
    this.#queue = new ResultQueue(bounds);
  }

  add(row: unknown): void {
    const before = this.#batcher.bytes;
    const slot = this.#slotOf(row);
    this.#queue.push(slot, this.#batcher.bytes - before);
    this.#index += 1;
    for (let batch = this.#batcher.takeFull(); batch !== undefined; batch = this.#batcher.takeFull())
      this.#due.push(batch);
  }

  #slotOf(row: unknown): ResultSlot {
    const decision = this.#steps.decide(row, this.#index);
    if ("send" in decision) return this.#place(decision.send);
    const { result, resumed } = decision;
    if (resumed !== undefined) this.#batcher.resume(resumed, result);
    return result;
  }

  #place(row: JsonObject): BatchPosition | DuplicateRow {
    const place = this.#batcher.add(row, this.#index);
    const isShared = place.batch.positions[place.position] !== this.#index;
    this.#steps.placed(this.#index, row, isShared);
    return isShared ? new DuplicateRow(place) : place;
  }

  /** Whether a batch is due, or too many results wait for earlier ones. */
  get mustWait(): boolean {
    return this.#due.length > 0 || this.#queue.isFull;
  }

  /**
   * Whether further batches can be filled before the first one is sent. They are sent together: what a run concludes
   * from the first responses must not depend on how quickly the very first one arrives.
   */
  get mayFill(): boolean {
    return this.#running.size === 0 && this.#due.length < this.#concurrency && !this.#queue.isFull;
  }

  /** Starts due batches as far as calls may overlap, and yields results until further rows can be added. */
  async *advance(): AsyncGenerator<JsonObject[]> {
    for (yield* this.#queue.takeReady(); this.mustWait; yield* this.#queue.takeReady()) {
      if (this.#due.length === 0 && this.#running.size === 0) this.#closeOne();
      await this.#running.startOrWait(this.#due);
    }
  }

  /** Sends and yields everything that is left after the last row. */
  async *finish(): AsyncGenerator<JsonObject[]> {
    while (this.#closeOne());
    while (this.#due.length > 0 || this.#running.size > 0) {
      await this.#running.startOrWait(this.#due);
      yield* this.#queue.takeReady();
    }
    yield* this.#queue.takeReady();
  }

  /** Resolves when no call is in progress. */
  idle(): Promise<void> {
    return this.#running.idle();
  }

  #closeOne(): boolean {
    const batch = this.#batcher.flush();
    if (batch !== undefined) this.#due.push(batch);
    return batch !== undefined;
  }
}
