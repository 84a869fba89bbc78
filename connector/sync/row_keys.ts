/** The identities of rows and listed items of a target. */
import type { JsonObject } from "../contract/types.js";
import { canonicalText, ownValue, plainText } from "./canonical.js";
import type { SyncTarget } from "./sync_types.js";

/** Functions that return the identities of a row or of a listed item. */
export interface RowKeys {
  /** Names the object: equal for rows that differ in variant and scope only. */
  readonly object: (row: JsonObject) => string;
  /** Object and scope: rows that differ in the variant only are in conflict. */
  readonly place: (row: JsonObject) => string;
  /** Object, scope and variant: two such rows are one row of the service. */
  readonly identity: (row: JsonObject) => string;
  /** The key in a plan, as written in the row. */
  readonly shown: (row: JsonObject) => string;
  /** Whether the row has a value in every field of the object and in the variant. */
  readonly isComplete: (row: JsonObject) => boolean;
  /** Names of the fields of all identities. */
  readonly fields: readonly string[];
}

/** Separates the parts of an identity; no service accepts this character in a value. */
const separator = "\u0000";

/** Returns the identities that the target declares. */
export function rowKeys({ key }: Pick<SyncTarget, "key">): RowKeys {
  const { variant, scope = [] } = key;
  const objectNames = key.object.map(({ field }) => field);
  const variantNames = variant === undefined ? [] : [variant];
  const object = joined(key.object.map(canonicalText));
  const placeOf = joined(scope.map(canonicalText));
  const variantOf = variant === undefined ? () => "" : (row: JsonObject) => plainText(ownValue(row, variant));
  const shown = [...objectNames, ...variantNames];
  const place = (row: JsonObject) => object(row) + separator + placeOf(row);
  return {
    object,
    place,
    identity: (row) => place(row) + separator + variantOf(row),
    shown: (row) => shown.map((name) => plainText(ownValue(row, name) ?? "")).join("|"),
    isComplete: (row) => shown.every((name) => hasText(ownValue(row, name))),
    fields: [...shown, ...scope.map(({ field }) => field)],
  };
}

function joined(parts: readonly ((row: JsonObject) => string)[]): (row: JsonObject) => string {
  return (row) => parts.map((part) => part(row)).join(separator);
}

function hasText(value: unknown): boolean {
  return (typeof value === "string" && value !== "") || typeof value === "number";
}
