/** The values that fields with a fixed list of values accept. */
import type { RowRules } from "../contract/generated/meta/rules.js";
import type { JsonObject } from "../contract/types.js";
import type { Declarations } from "./load.js";
import { propertiesOf } from "./rules/schema_at.js";

/** Allowed values by field. */
export type AllowedWords = ReadonlyMap<string, readonly string[]>;

/** Returns the allowed values of each field that does not accept any text. */
export function allowedWords({ shape }: RowRules, { schemas }: Pick<Declarations, "schemas">): AllowedWords {
  const entries = propertiesOf(schemas.get(shape), schemas, shape).flatMap(([field, { enum: all }]) =>
    Array.isArray(all) ? [[field, all.filter((word) => typeof word === "string")] as const] : [],
  );
  return new Map(entries);
}

/**
 * Returns the row with each value in its allowed spelling, if it differs only in case, blanks or punctuation.
 */
export function withAllowedWords(
  row: JsonObject,
  words: readonly (readonly [field: string, allowed: readonly string[]])[],
): JsonObject {
  let changed = row;
  for (const [field, allowed] of words) {
    const value = row[field];
    if (typeof value !== "string" || value.length > maxWordLength || allowed.includes(value)) continue;
    const letters = lettersOf(value);
    const word = allowed.find((one) => lettersOf(one) === letters);
    if (word !== undefined) changed = { ...changed, [field]: word };
  }
  return changed;
}

const maxWordLength = 100;

function lettersOf(word: string): string {
  return word
    .normalize("NFKC")
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]/gu, "");
}
