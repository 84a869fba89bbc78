/** Finds out in which fields a desired row differs from the existing one. */
import { isDeepStrictEqual } from "node:util";
import type { JsonObject } from "../contract/types.js";
import { canonicalText, plainText } from "./canonical.js";
import type { Expiries } from "./expiry.js";
import type { Pair } from "./matching.js";
import type { PlanSettings, SyncTarget } from "./sync_types.js";

/** Returns a function that returns the names of the fields that differ, without a relative end of life. */
export function differences(
  { target }: Pick<PlanSettings, "target">,
  expiries: Expiries,
): (pair: Pair) => string[] {
  const fields = target.comparable.map((field) => ({ name: field.field, textOf: canonicalText(field) }));
  return ({ wanted, existing }) =>
    fields
      .filter(({ name }) => isCompared(existing.item, name, () => expiries.isRelative(wanted), target.expiry))
      .filter(({ textOf }) => textOf(wanted.row) !== textOf(existing.item))
      .map(({ name }) => name);
}

/**
 * Returns a function that returns the names of the fields of a row to show as changed: what exists has them with another
 * value, and not only in another spelling.
 */
export function shownDifferences({
  key,
  comparable,
}: Pick<SyncTarget, "key" | "comparable">): (before: JsonObject, after: JsonObject) => string[] {
  const compared = [...key.object, ...(key.scope ?? []), ...comparable];
  const textOf = new Map(compared.map((field) => [field.field, canonicalText(field)]));
  const isEqual = (name: string, before: JsonObject, after: JsonObject): boolean => {
    const text = textOf.get(name);
    return text === undefined ? isDeepStrictEqual(before[name], after[name]) : text(before) === text(after);
  };
  return (before, after) =>
    Object.keys(after).filter((name) => Object.hasOwn(before, name) && !isEqual(name, before, after));
}

/** What the service does not return cannot be compared: every run would write the row again. */
function isCompared(
  item: JsonObject,
  name: string,
  isRelative: () => boolean,
  expiry: string | undefined,
): boolean {
  return Object.hasOwn(item, name) && !(name === expiry && isRelative());
}

/** Returns the names of the variant and scope fields in which the rows of a pair differ. */
export function variantFields({ key }: PlanSettings["target"], { wanted, existing }: Pair): string[] {
  const { variant, scope = [] } = key;
  const scopes = scope.map((field) => ({ name: field.field, textOf: canonicalText(field) }));
  const textOf = (row: JsonObject) => plainText(row[variant ?? ""]);
  const parts = variant === undefined ? scopes : [{ name: variant, textOf }, ...scopes];
  return parts
    .filter((part) => part.textOf(wanted.row) !== part.textOf(existing.item))
    .map(({ name }) => name);
}
