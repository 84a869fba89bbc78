/** Finds the result of each row by name, and returns it only if it certainly belongs to the row. */
import { isDeepStrictEqual } from "node:util";
import { isObject } from "../../contract/json_pointer.js";
import { withoutCase } from "../rows/row_key.js";
import { resultMessages, unusedReasons } from "./messages.js";

/** The value that a row or a result is matched by; undefined if it has none. */
export type Name = string | undefined;

/**
 * Why no result certainly belongs to a row. missing: no result has its name. contradicting: several have its name, and
 * they differ. shared: other rows have its name too, and nothing shows which result belongs to which row.
 */
export type Unpaired = "missing" | "contradicting" | "shared";

/**
 * Returns the index of the result of each row. Letter case is ignored unless rows differ only in letter case.
 * @param own - names of the rows
 * @param key - property of a result that names its row
 */
export function paired(
  own: readonly Name[],
  results: readonly unknown[],
  key: string,
): (number | Unpaired)[] {
  const names = results.map((result) => nameIn(result, key));
  const found = placesByName(names);
  const pairs = own.map((): number | Unpaired => "missing");
  for (const [name, rows] of placesByName(own)) {
    const theirs = found.get(name);
    if (theirs === undefined) continue;
    const [only = 0, ...others] = rows;
    if (others.length === 0) pairs[only] = theOnly(theirs, results, key);
    else for (const [row, pair] of bySpelling(rows, theirs, own, names)) pairs[row] = pair;
  }
  return pairs;
}

/** Returns the value of the property if it is a text that is not empty. */
export function nameIn(data: unknown, property: string): Name {
  const name = isObject(data) ? data[property] : undefined;
  return typeof name === "string" && name !== "" ? name : undefined;
}

function placesByName(names: readonly Name[]): Map<string, number[]> {
  const places = new Map<string, number[]>();
  for (const [place, name] of names.entries()) {
    if (name === undefined) continue;
    const known = places.get(withoutCase(name));
    if (known === undefined) places.set(withoutCase(name), [place]);
    else known.push(place);
  }
  return places;
}

/** A result that is repeated is still one result. */
function theOnly(theirs: readonly number[], results: readonly unknown[], key: string): number | Unpaired {
  const [first = 0, ...others] = theirs;
  const unnamed = (place: number) => ({ ...(results[place] as object), [key]: null });
  const isRepeated = others.every((place) => isDeepStrictEqual(unnamed(place), unnamed(first)));
  return isRepeated ? first : "contradicting";
}

/** Pairs rows with names that differ only in letter case: either all have a result in their spelling, or none has. */
function bySpelling(
  rows: readonly number[],
  theirs: readonly number[],
  own: readonly Name[],
  names: readonly Name[],
): (readonly [row: number, pair: number | Unpaired])[] {
  const spelled = new Map(theirs.map((place) => [names[place], place]));
  const pairs = rows.map((row) => [row, spelled.get(own[row]) ?? "shared"] as const);
  const used = new Set(pairs.map(([, pair]) => pair));
  const isExact = rows.length === theirs.length && used.size === rows.length && !used.has("shared");
  return isExact ? pairs : rows.map((row) => [row, "shared"] as const);
}

/** Returns why results belong to no row; undefined if all do. @param pairs - as {@link paired} returns them */
export function unusedWords(
  own: readonly Name[],
  results: readonly unknown[],
  pairs: readonly (number | Unpaired)[],
  key: string,
): string | undefined {
  const used = new Set(pairs);
  const rows = placesByName(own);
  const counts = new Map<string, number>();
  for (const [place, result] of results.entries()) {
    if (used.has(place)) continue;
    const name = nameIn(result, key);
    const [row] = (name === undefined ? undefined : rows.get(withoutCase(name))) ?? [];
    const why = whyUnused(row === undefined ? undefined : pairs[row]);
    counts.set(why, (counts.get(why) ?? 0) + 1);
  }
  return counts.size === 0 ? undefined : resultMessages.unused(counts);
}

/** @param pair - of a row that has the name of the result; undefined if there is no such row */
function whyUnused(pair: number | Unpaired | undefined): string {
  if (pair === undefined || pair === "missing") return unusedReasons.noRow;
  if (pair === "contradicting") return unusedReasons.contradicting;
  return pair === "shared" ? unusedReasons.shared : unusedReasons.repeated;
}
