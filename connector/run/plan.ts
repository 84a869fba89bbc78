/** Cuts rows into chunks so that the outcome is that of sending them one by one. */
import type { JsonObject } from "../contract/types.js";
import type { CallSlot } from "./call_slots.js";
import type { HeldRows } from "./held_rows.js";
import type { Identity } from "./identity.js";
import { type Known, Place, SentRows } from "./sent_rows.js";

/** Rows of one call. */
export interface Chunk {
  readonly index: number;
  /** Empty where they are held in another way. */
  rows: JsonObject[];
  /** The rows of an answered chunk. */
  held?: HeldRows;
  /** Of each row, where it stands in the input. */
  positions: number[];
  /** Chunks that must be answered before this one is sent. */
  readonly after: Set<Chunk>;
  /** Held while the chunk is under way. Once it is released, the call of another chunk can start. */
  slot?: CallSlot;
  /** One result per row, once there is one. */
  results?: readonly JsonObject[];
}

/** Bounds of the plan, as declared. */
export interface PlanBounds {
  readonly maxItems: number;
  /** Chunks back that identities of answered rows are remembered: half of it at least, all of it at the most. */
  readonly window: number;
}

/** What a chunk that is answered waits for. */
const none: Set<Chunk> = new Set();

/** Told of a row whose target was given with other variants before. */
export type OnConflict = (row: JsonObject, variants: readonly string[]) => void;

/**
 * Plans rows one at a time, in their order. An equal row shares the place of the one before it; a row of the same
 * identity with other fields goes into a later chunk, sent after that one is answered, so that the last one stands.
 * Chunks are handed over in the order of their index.
 */
export class Planner {
  readonly #bounds: PlanBounds;
  readonly #onConflict: OnConflict;
  readonly #sent: SentRows | undefined;
  /** Chunks still being filled; all but the first hold rows that had to wait. */
  readonly #open: Chunk[] = [];
  #next = 0;
  #rows = 0;

  constructor(bounds: PlanBounds, identity: Identity | undefined, onConflict: OnConflict) {
    this.#bounds = bounds;
    this.#onConflict = onConflict;
    this.#sent = identity === undefined ? undefined : new SentRows(identity);
  }

  /** Gives the row its place. Call {@link full} after each. @param position where the row stands in the input */
  add(row: JsonObject, position: number): Place {
    if (this.#sent === undefined) return this.#put(row, position);
    const key = this.#sent.keyOf(row);
    const known = this.#sent.find(key, row);
    if (known !== undefined) return this.#again(key, row, position, known, this.#sent);
    const place = this.#put(row, position);
    this.#sent.setFirst(key, place);
    this.#count(this.#sent);
    return place;
  }

  /** A row that an earlier run has sent: rows that follow are compared with it. */
  recall(row: JsonObject, result: JsonObject): void {
    const answered: Chunk = { index: -1, rows: [row], positions: [], after: none, results: [result] };
    if (this.#sent === undefined) return;
    this.#sent.set(this.#sent.keyOf(row), new Place(answered, 0));
    this.#count(this.#sent);
  }

  #again(
    key: number,
    row: JsonObject,
    position: number,
    { last, otherVariants }: Known,
    sent: SentRows,
  ): Place {
    if (last !== undefined && last.isOf(row)) return last;
    if (last === undefined && otherVariants.length > 0) this.#onConflict(row, otherVariants);
    const place = this.#put(row, position, last?.chunk);
    sent.set(key, place);
    this.#count(sent);
    return place;
  }

  /** The next chunk that can be sent, if one is full or too many are open. */
  full(): Chunk | undefined {
    const first = this.#open[0];
    if (first === undefined) return undefined;
    const ready = first.rows.length >= this.#bounds.maxItems || this.#open.length > this.#bounds.window;
    return ready ? this.#close() : undefined;
  }

  /** After the last row: the chunks that are left, one at a time. */
  rest(): Chunk | undefined {
    return this.#open.length === 0 ? undefined : this.#close();
  }

  /** Into the first open chunk that has room, and that is sent later than `before`. */
  #put(row: JsonObject, position: number, before?: Chunk): Place {
    const chunk = this.#openChunk(before === undefined ? 0 : before.index + 1);
    if (before !== undefined && before.results === undefined) chunk.after.add(before);
    chunk.rows.push(row);
    chunk.positions.push(position);
    return new Place(chunk, chunk.rows.length - 1);
  }

  #openChunk(least: number): Chunk {
    for (const chunk of this.#open) {
      if (chunk.index >= least && chunk.rows.length < this.#bounds.maxItems) return chunk;
    }
    const chunk: Chunk = { index: this.#next, rows: [], positions: [], after: new Set() };
    this.#next += 1;
    this.#open.push(chunk);
    return chunk;
  }

  /** A generation of identities is as long as half the window, whether its rows are sent now or were before. */
  #count(sent: SentRows): void {
    const { maxItems, window } = this.#bounds;
    this.#rows += 1;
    if (this.#rows < maxItems * Math.ceil(window / 2)) return;
    sent.age();
    this.#rows = 0;
  }

  #close(): Chunk {
    return this.#open.shift() as Chunk;
  }
}
