/** Rows in, results out, in the rows' order: plans, sends what is ready, and yields what is answered. */
import type { JsonObject } from "../contract/types.js";
import { Refused } from "./admit.js";
import type { Identity } from "./identity.js";
import { type Chunk, Planner } from "./plan.js";
import { Place } from "./sent_rows.js";

/** Pages of results, at most this many in one. */
const pageSize = 500;

/** How far calls overlap, and how rows are cut; as declared. */
export interface PipelineBounds {
  readonly maxItems: number;
  readonly inFlight: number;
  readonly window: number;
}

/** What the pipeline does with rows. */
export interface PipelineSteps {
  readonly identity: Identity | undefined;
  /** The row to be sent, or the result of one that is refused here. */
  admit(row: unknown, index: number): JsonObject | Refused;
  /** One result per row; never throws. */
  send(index: number, rows: readonly JsonObject[]): Promise<readonly JsonObject[]>;
  /** Told of a row whose target is also given with other variants. */
  conflict(row: JsonObject, index: number, variants: readonly string[]): void;
}

/** A row's result, or the place where it will be. */
type Slot = Place | JsonObject;

/** Yields the results in pages. Memory is bounded by window × maxItems rows. */
export async function* pipeline(
  rows: Iterable<unknown> | AsyncIterable<unknown>,
  bounds: PipelineBounds,
  steps: PipelineSteps,
): AsyncGenerator<JsonObject[]> {
  const flow = new Flow(bounds, steps);
  for await (const page of pages(rows)) {
    for (const row of page) {
      flow.add(row);
      if (flow.mustWait) yield* flow.advance();
    }
    yield* flow.ready();
  }
  yield* flow.finish();
}

/** Waiting once for a page costs less than once for each row. */
async function* pages(rows: Iterable<unknown> | AsyncIterable<unknown>): AsyncGenerator<Iterable<unknown>> {
  if (Symbol.iterator in rows) yield rows;
  else for await (const row of rows) yield [row];
}

class Flow {
  readonly #bounds: PipelineBounds;
  readonly #steps: PipelineSteps;
  readonly #planner: Planner;
  readonly #running = new Map<number, Promise<void>>();
  readonly #due: Chunk[] = [];
  #slots: Slot[] = [];
  /** Position of the row in hand. */
  #index = 0;

  constructor(bounds: PipelineBounds, steps: PipelineSteps) {
    this.#bounds = bounds;
    this.#steps = steps;
    this.#planner = new Planner(bounds, steps.identity, (row, variants) =>
      steps.conflict(row, this.#index, variants),
    );
  }

  add(row: unknown): void {
    const admitted = this.#steps.admit(row, this.#index);
    this.#slots.push(admitted instanceof Refused ? admitted.result : this.#planner.add(admitted));
    this.#index += 1;
    for (let chunk = this.#planner.full(); chunk !== undefined; chunk = this.#planner.full())
      this.#due.push(chunk);
  }

  /** True where a call is due, or too many results are held back for their order. */
  get mustWait(): boolean {
    return this.#due.length > 0 || this.#slots.length >= this.#bounds.window * this.#bounds.maxItems;
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

  /** The results at the head of the line. */
  *ready(): Generator<JsonObject[]> {
    let page: JsonObject[] = [];
    let taken = 0;
    for (const slot of this.#slots) {
      const result = resultOf(slot);
      if (result === undefined) break;
      page.push(result);
      taken += 1;
      if (page.length < pageSize) continue;
      yield page;
      page = [];
    }
    if (taken > 0) this.#slots = this.#slots.slice(taken);
    if (page.length > 0) yield page;
  }

  /** Starts the next call where there is room for one, else waits for one to end. */
  async #step(): Promise<void> {
    const chunk = this.#due[0];
    // A call may have ended between the look at its results and now; a race of nothing would never end.
    if (chunk === undefined && this.#running.size === 0) return;
    if (chunk === undefined || this.#running.size >= this.#bounds.inFlight) {
      await Promise.race(this.#running.values());
      return;
    }
    this.#due.shift();
    this.#running.set(chunk.index, this.#send(chunk));
  }

  async #send(chunk: Chunk): Promise<void> {
    for (const before of chunk.after) await this.#running.get(before.index);
    chunk.results = await this.#steps.send(chunk.index, chunk.rows);
    chunk.rows = [];
    chunk.after.clear();
    this.#running.delete(chunk.index);
  }

  #closeOne(): boolean {
    const chunk = this.#planner.rest();
    if (chunk !== undefined) this.#due.push(chunk);
    return chunk !== undefined;
  }
}

function resultOf(slot: Slot): JsonObject | undefined {
  return slot instanceof Place ? slot.chunk.results?.[slot.position] : slot;
}
