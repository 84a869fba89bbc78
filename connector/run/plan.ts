/** Cuts rows into chunks so that the outcome is that of sending them one by one. */
import { isDeepStrictEqual } from "node:util";
import type { JsonObject } from "../contract/types.js";
import type { Identity } from "./identity.js";

/** Rows of one call. */
export interface Chunk {
  readonly index: number;
  rows: JsonObject[];
  /** Chunks that must be answered before this one is sent. */
  readonly after: Set<Chunk>;
  /** One result per row, once there is one. */
  results?: readonly JsonObject[];
}

/** Where the result of a row will be. */
export class Place {
  readonly chunk: Chunk;
  readonly position: number;

  constructor(chunk: Chunk, position: number) {
    this.chunk = chunk;
    this.position = position;
  }
}

/** What the planner made of a row. */
export interface Planned {
  readonly place: Place;
  /** Variants of the same target seen in the window, where this is a new one beside them. */
  readonly conflicts: readonly string[];
}

interface Seen {
  readonly variant: string;
  row: JsonObject;
  place: Place;
}

/** Bounds of the plan, as declared. */
export interface PlanBounds {
  readonly maxItems: number;
  /** Chunks back that identities are remembered. */
  readonly window: number;
}

const noConflicts: readonly string[] = [];

/**
 * Plans rows one at a time, in their order. An equal row shares the answer of the one before it; a row of the same
 * identity with other fields goes into a later chunk, sent after that one is answered, so that the last one stands.
 * Chunks are handed over in the order of their index.
 */
export class Planner {
  readonly #bounds: PlanBounds;
  readonly #identity: Identity | undefined;
  /** Chunks still being filled; all but the first hold rows that had to wait. */
  readonly #open: Chunk[] = [];
  readonly #seen = new Map<string, Seen[]>();
  /** Targets by the chunk that saw them, to be forgotten with it. */
  readonly #targets = new Map<number, string[]>();
  #next = 0;

  constructor(bounds: PlanBounds, identity: Identity | undefined) {
    this.#bounds = bounds;
    this.#identity = identity;
  }

  /** Gives the row its place. Call {@link full} after each. */
  add(row: JsonObject): Planned {
    if (this.#identity === undefined) return { place: this.#put(row), conflicts: noConflicts };
    const target = this.#identity.target(row);
    const variant = this.#identity.variant(row);
    const variants = this.#seen.get(target);
    const before = variants?.find((seen) => seen.variant === variant);
    if (before === undefined) return this.#first(row, target, variant, variants);
    if (isDeepStrictEqual(before.row, row)) return { place: before.place, conflicts: noConflicts };
    before.place = this.#put(row, before.place.chunk);
    before.row = row;
    this.#remember(target, before.place.chunk.index);
    return { place: before.place, conflicts: noConflicts };
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

  #first(row: JsonObject, target: string, variant: string, variants: Seen[] | undefined): Planned {
    const place = this.#put(row);
    const seen = { variant, row, place };
    if (variants === undefined) this.#seen.set(target, [seen]);
    else variants.push(seen);
    this.#remember(target, place.chunk.index);
    const others = variants?.slice(0, -1).map((other) => other.variant);
    return { place, conflicts: others ?? noConflicts };
  }

  /** Into the first open chunk that has room, and that is sent later than `before`. */
  #put(row: JsonObject, before?: Chunk): Place {
    const least = before === undefined ? 0 : before.index + 1;
    let chunk = this.#open.find(({ index, rows }) => index >= least && rows.length < this.#bounds.maxItems);
    if (chunk === undefined) {
      chunk = { index: this.#next++, rows: [], after: new Set() };
      this.#open.push(chunk);
    }
    if (before !== undefined && before.results === undefined) chunk.after.add(before);
    chunk.rows.push(row);
    return new Place(chunk, chunk.rows.length - 1);
  }

  #close(): Chunk {
    const chunk = this.#open.shift() as Chunk;
    this.#forget(chunk.index - this.#bounds.window);
    return chunk;
  }

  #remember(target: string, chunk: number): void {
    const targets = this.#targets.get(chunk);
    if (targets === undefined) this.#targets.set(chunk, [target]);
    else targets.push(target);
  }

  #forget(chunk: number): void {
    for (const target of this.#targets.get(chunk) ?? []) {
      const kept = (this.#seen.get(target) ?? []).filter((seen) => seen.place.chunk.index > chunk);
      if (kept.length === 0) this.#seen.delete(target);
      else this.#seen.set(target, kept);
    }
    this.#targets.delete(chunk);
  }
}
