/** Cuts rows into chunks so that the outcome is that of sending them one by one. */
import { isDeepStrictEqual } from "node:util";
import type { JsonObject } from "../contract/types.js";
import type { Identity } from "./identity.js";
import { type Known, Place, SentRows } from "./sent_rows.js";

/** Rows of one call. */
export interface Chunk {
  readonly index: number;
  rows: JsonObject[];
  /** Chunks that must be answered before this one is sent. */
  readonly after: Set<Chunk>;
  /** One result per row, once there is one. */
  results?: readonly JsonObject[];
}

/** Bounds of the plan, as declared. */
export interface PlanBounds {
  readonly maxItems: number;
  /** Chunks back that identities of answered rows are remembered: half of it at least, all of it at the most. */
  readonly window: number;
}

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

  constructor(bounds: PlanBounds, identity: Identity | undefined, onConflict: OnConflict) {
    this.#bounds = bounds;
    this.#onConflict = onConflict;
    this.#sent = identity === undefined ? undefined : new SentRows(identity);
  }

  /** Gives the row its place. Call {@link full} after each. */
  add(row: JsonObject): Place {
    if (this.#sent === undefined) return this.#put(row);
    const key = this.#sent.keyOf(row);
    const known = this.#sent.find(key, row);
    if (known !== undefined) return this.#again(key, row, known, this.#sent);
    const place = this.#put(row);
    this.#sent.setFirst(key, place);
    return place;
  }

  #again(key: string, row: JsonObject, { last, otherVariants }: Known, sent: SentRows): Place {
    if (last !== undefined && isDeepStrictEqual(last.row, row)) return last;
    if (last === undefined && otherVariants.length > 0) this.#onConflict(row, otherVariants);
    const place = this.#put(row, last?.chunk);
    sent.set(key, place);
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
  #put(row: JsonObject, before?: Chunk): Place {
    const chunk = this.#openChunk(before === undefined ? 0 : before.index + 1);
    if (before !== undefined && before.results === undefined) chunk.after.add(before);
    chunk.rows.push(row);
    return new Place(row, chunk, chunk.rows.length - 1);
  }

  #openChunk(least: number): Chunk {
    for (const chunk of this.#open) {
      if (chunk.index >= least && chunk.rows.length < this.#bounds.maxItems) return chunk;
    }
    const chunk: Chunk = { index: this.#next, rows: [], after: new Set() };
    this.#next += 1;
    this.#open.push(chunk);
    return chunk;
  }

  #close(): Chunk {
    const chunk = this.#open.shift() as Chunk;
    if ((chunk.index + 1) % Math.ceil(this.#bounds.window / 2) === 0) this.#sent?.age();
    return chunk;
  }
}
