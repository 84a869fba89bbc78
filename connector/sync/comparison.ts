/** Finds out in which fields a desired row differs from the existing one. */
import type { JsonObject } from "../contract/types.js";
import { canonicalText, plainText } from "./canonical.js";
import type { Expiries } from "./expiry.js";
import type { Pair } from "./matching.js";
import type { PlanSettings } from "./sync_types.js";

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
