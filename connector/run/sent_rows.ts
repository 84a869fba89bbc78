/** Remembers the rows that were planned, by what they mean to the service. */
import { isDeepStrictEqual } from "node:util";
import type { JsonObject } from "../contract/types.js";
import type { Identity } from "./identity.js";
import { NumberMap } from "./number_map.js";
import type { Chunk } from "./plan.js";

/** A row in its chunk: where its result will be. */
export class Place {
  readonly chunk: Chunk;
  /** In the chunk. */
  readonly position: number;

  constructor(chunk: Chunk, position: number) {
    this.chunk = chunk;
    this.position = position;
  }

  get row(): JsonObject {
    const { rows, held } = this.chunk;
    return held === undefined ? (rows[this.position] as JsonObject) : held.at(this.position);
  }

  /** True where the service would be sent the same. */
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
  readonly last: Place | undefined;
  /** Variants in which the same target was planned, the row's own aside; the first ones of many. */
  readonly otherVariants: readonly string[];
}

/** Most other variants that are named: looking at all of them for each row takes quadratic time. */
const mostVariants = 5;

/** Rows of one key: a lone one, which is the rule, or all of them by target and variant. */
type Entry = Place | Targets;
type Targets = Map<string, Map<string, Place>>;

/**
 * The last row of each identity. Rows are held in two generations, and the older one is dropped whole: no row is
 * ever taken out singly, and a lone row costs no text of its own.
 */
export class SentRows {
  readonly #identity: Identity;
  #young = new NumberMap<Entry>();
  #old = new NumberMap<Entry>();

  constructor(identity: Identity) {
    this.#identity = identity;
  }

  /** What rows are looked up by. */
  keyOf(row: JsonObject): number {
    return this.#identity.key(row);
  }

  /** undefined where no row of the key is known. @param key {@link keyOf} the row */
  find(key: number, row: JsonObject): Known | undefined {
    const young = this.#young.get(key);
    const old = this.#old.get(key);
    return young === undefined && old === undefined ? undefined : this.#compare(row, young, old);
  }

  /** The first row of a key that is not known. */
  setFirst(key: number, place: Place): void {
    this.#young.set(key, place);
  }

  /** From now on this is the last row of its identity. */
  set(key: number, place: Place): void {
    const entry = this.#young.get(key);
    this.#young.set(key, entry === undefined ? place : this.#with(targetsOf(entry, this.#identity), place));
  }

  /** A generation is over: the older one is forgotten, but for rows that are not answered yet. */
  age(): void {
    for (const [key, entry] of this.#old) if (isOpen(entry)) this.#keep(key, entry);
    this.#old = this.#young;
    this.#young = new NumberMap();
  }

  /** Beside what is younger; of the same identity, the younger row is the last one. */
  #keep(key: number, entry: Entry): void {
    const younger = this.#young.get(key);
    if (younger === undefined) {
      this.#young.set(key, entry);
      return;
    }
    const all = targetsOf(entry, this.#identity);
    for (const variants of targetsOf(younger, this.#identity).values()) {
      for (const place of variants.values()) put(all, place, this.#identity);
    }
    this.#young.set(key, all);
  }

  #compare(row: JsonObject, ...entries: (Entry | undefined)[]): Known {
    const target = this.#identity.target(row);
    const own = this.#identity.variant(row);
    const known = entries.map((entry) => targetsOf(entry, this.#identity).get(target));
    const [young, old] = known;
    return { last: young?.get(own) ?? old?.get(own), otherVariants: variantsOf(known, own) };
  }

  #with(targets: Targets, place: Place): Targets {
    put(targets, place, this.#identity);
    return targets;
  }
}

function variantsOf(known: readonly (ReadonlyMap<string, Place> | undefined)[], own: string): string[] {
  const variants = new Set<string>();
  for (const places of known) {
    for (const variant of places?.keys() ?? []) {
      if (variants.size === mostVariants) return [...variants];
      if (variant !== own) variants.add(variant);
    }
  }
  return [...variants];
}

function isOpen(entry: Entry): boolean {
  if (!(entry instanceof Map)) return entry.chunk.results === undefined;
  return [...entry.values()].some((variants) => [...variants.values()].some(isOpen));
}

function targetsOf(entry: Entry | undefined, identity: Identity): Targets {
  if (entry instanceof Map) return entry;
  const targets: Targets = new Map();
  if (entry !== undefined) put(targets, entry, identity);
  return targets;
}

function put(targets: Targets, place: Place, { target, variant }: Identity): void {
  const name = target(place.row);
  const variants = targets.get(name) ?? new Map<string, Place>();
  variants.set(variant(place.row), place);
  targets.set(name, variants);
}
