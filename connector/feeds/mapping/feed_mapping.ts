/** Prepares declared mappings for use. */
import type { Mapping } from "../../contract/generated/meta/mapping.js";
import type { JsonObject } from "../../contract/types.js";
import { BenignLookup } from "../../declarations/benign_values.js";
import { benignListAt, type Declarations, load } from "../../declarations/load.js";
import { packageRoot } from "../../declarations/package_root.js";

/** A field of a row, by its schema. */
export interface RowField {
  /** JSON Schema types; empty for a field with listed words. */
  readonly types: ReadonlySet<string>;
  /** Words of the field by their lower-case spelling; absent for a field with any text. */
  readonly words?: ReadonlyMap<string, string>;
}

/** A mapping with what it refers to. */
export interface FeedMapping {
  readonly mapping: Mapping;
  /** The mapped fields in their order, each with its sources. */
  readonly sources: readonly (readonly [field: string, sources: Mapping["fields"][string]])[];
  /** Every field that a row can have, by name. */
  readonly fields: ReadonlyMap<string, RowField>;
  /** Returns the list of benign values of the guard. Prepared with the first call. */
  readonly benign: () => BenignLookup | undefined;
}

/**
 * Returns the declared mapping.
 * @param path - path of the mapping from the project's root
 */
export function feedMapping(declarations: Declarations, path: string): FeedMapping {
  const mapping = declarations.schemas.get(path) as unknown as Mapping;
  const { guard } = mapping;
  let benign: BenignLookup | undefined;
  return {
    mapping,
    sources: Object.entries(mapping.fields),
    fields: fieldsOf(declarations.schemas.get(mapping.shape) ?? {}),
    benign() {
      if (guard !== undefined) benign ??= new BenignLookup(benignListAt(declarations, guard.list));
      return benign;
    },
  };
}

let standard: FeedMapping | undefined;

/** Returns the mapping that is used if a caller names none. */
export function defaultMapping(): FeedMapping {
  standard ??= feedMapping(load(packageRoot()), "schemas/mappings/defender_indicator.json");
  return standard;
}

function fieldsOf({ properties = {} }: JsonObject): Map<string, RowField> {
  const entries = Object.entries(properties as Record<string, JsonObject>);
  return new Map(entries.map(([name, schema]) => [name, fieldOf(schema)]));
}

function fieldOf({ type = [], enum: all }: JsonObject): RowField {
  const types = new Set([type].flat().map(String));
  if (!Array.isArray(all)) return { types };
  const words = all.filter((word) => typeof word === "string");
  return { types, words: new Map(words.map((word) => [word.toLowerCase(), word])) };
}
