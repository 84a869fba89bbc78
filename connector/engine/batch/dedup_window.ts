/** Remembers the rows that were placed in batches, by their identity. */
import { isDeepStrictEqual } from "node:util";
import type { JsonObject } from "../../contract/types.js";
import type { RowKey } from "../rows/row_key.js";
import { IntMap } from "./int_map.js";
import type { Batch } from "./batch.js";

/** The position of a row in its batch, which is also the position of its result. */
export class BatchPosition {
  readonly batch: Batch;
  /** Index in the batch. */
  readonly position: number;

  constructor(batch: Batch, position: number) {
    this.batch = batch;
    this.position = position;
  }

  get row(): JsonObject {
    const { rows, serialized } = this.batch;
    return serialized === undefined ? (rows[this.position] as JsonObject) : serialized.at(this.position);
  }

  /** Whether the service would receive the same row. */
  isOf(row: JsonObject): boolean {
    const own = this.row;
    return isDeepStrictEqual(own, row) || isDeepStrictEqual(asSent(own), asSent(row));
  }
}

function asSent(row: JsonObject): unknown {
  return JSON.parse(JSON.stringify(row));
}

/** What is known of a row's key. */
export interface Known {
  /** The last row of the same identity. */
  readonly last: BatchPosition | undefined;
  /** Other variants of the same target that were placed; the first ones if there are many. */
  readonly otherVariants: readonly string[];
  /** Index of the last batch that holds a row of the same key. */
  readonly latest: number;
}

/** Most variants that a warning names. */
const maxVariants = 5;

/** Rows of one key: usually a single one. */
type Entry = BatchPosition | Several;

/** The last row of each identity, for the identities that share one key. */
class Several {
  readonly #identity: RowKey;
  readonly #targets = new Map<string, Map<string, BatchPosition>>();
  #latest = -1;

  constructor(first: BatchPosition, identity: RowKey) {
    this.#identity = identity;
    this.put(first);
  }

  /** Index of the last batch that holds one of them. */
  get latest(): number {
    return this.#latest;
  }

  /** Returns the rows of one target by their variant. */
  variants(target: string): ReadonlyMap<string, BatchPosition> | undefined {
    return this.#targets.get(target);
  }

  /** Makes this row the last one of its identity. */
  put(place: BatchPosition): void {
    this.#variantsOf(place).set(this.#identity.variant(place.row), place);
    this.#latest = Math.max(this.#latest, place.batch.index);
  }

  /** Adds a row that is older than all others here. */
  putOlder(place: BatchPosition): void {
    const variants = this.#variantsOf(place);
    const variant = this.#identity.variant(place.row);
    if (!variants.has(variant)) variants.set(variant, place);
    this.#latest = Math.max(this.#latest, place.batch.index);
  }

  #variantsOf(place: BatchPosition): Map<string, BatchPosition> {
    const target = this.#identity.target(place.row);
    const variants = this.#targets.get(target) ?? new Map<string, BatchPosition>();
    this.#targets.set(target, variants);
    return variants;
  }

  *[Symbol.iterator](): Generator<BatchPosition> {
    for (const variants of this.#targets.values()) yield* variants.values();
  }
}

/**
 * The last row of each identity. Rows are kept in two generations. The older one is dropped as a whole, so that rows
 * are never removed one by one, and a single row of a key needs no text of its identity.
 */
export class DedupWindow {
  readonly #identity: RowKey;
  #young = new IntMap<Entry>();
  #old = new IntMap<Entry>();

  constructor(identity: RowKey) {
    this.#identity = identity;
  }

  /** Returns the key that rows are looked up by. */
  keyOf(row: JsonObject): number {
    return this.#identity.key(row);
  }

  /** Returns what is known of the rows of a key, or undefined. @param key - {@link keyOf} the row */
  find(key: number, row: JsonObject): Known | undefined {
    const young = this.#young.get(key);
    const old = this.#old.get(key);
    return young === undefined && old === undefined ? undefined : this.#compare(row, young, old);
  }

  /** Adds the first row of a key. */
  setFirst(key: number, place: BatchPosition): void {
    this.#young.set(key, place);
  }

  /** Makes this row the last one of its identity. */
  set(key: number, place: BatchPosition): void {
    const entry = this.#young.get(key);
    if (entry === undefined) this.#young.set(key, place);
    else this.#several(key, entry).put(place);
  }

  /** Starts a new generation and drops the older one, except for rows without results. */
  rotate(): void {
    for (const [key, entry] of this.#old) {
      if (entry instanceof Several) for (const place of entry) this.#keepOpen(key, place);
      else this.#keepOpen(key, entry);
    }
    this.#old = this.#young;
    this.#young = new IntMap();
  }

  #keepOpen(key: number, place: BatchPosition): void {
    if (place.batch.results !== undefined) return;
    const younger = this.#young.get(key);
    if (younger === undefined) this.#young.set(key, place);
    else this.#several(key, younger).putOlder(place);
  }

  /** Replaces the entry by one that can hold several rows, and returns it. */
  #several(key: number, entry: Entry): Several {
    const several = this.#asSeveral(entry);
    this.#young.set(key, several);
    return several;
  }

  #asSeveral(entry: Entry): Several {
    return entry instanceof Several ? entry : new Several(entry, this.#identity);
  }

  #compare(row: JsonObject, ...entries: (Entry | undefined)[]): Known {
    const target = this.#identity.target(row);
    const own = this.#identity.variant(row);
    const known = entries.filter((entry) => entry !== undefined).map((entry) => this.#asSeveral(entry));
    const variants = known.map((several) => several.variants(target)).filter((one) => one !== undefined);
    return {
      last: variants.find((places) => places.has(own))?.get(own),
      otherVariants: othersIn(variants, own),
      latest: Math.max(...known.map(({ latest }) => latest)),
    };
  }
}

function othersIn(known: readonly ReadonlyMap<string, BatchPosition>[], own: string): string[] {
  const others = new Set<string>();
  for (const variants of known)
    for (const variant of variants.keys()) {
      if (others.size === maxVariants) return [...others];
      if (variant !== own) others.add(variant);
    }
  return [...others];
}
