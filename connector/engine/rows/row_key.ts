/** Decides which rows describe the same object of the service, as the action declares it. */
import type { Action } from "../../contract/action.js";
import type { JsonObject } from "../../contract/types.js";

type Declared = NonNullable<Action["identity"]>;
/** A field, and how its values are compared. */
export type Field = Declared["fields"][number];

/** The identity of a row: its target and variant together. Rows that differ in the variant alone are in conflict. */
export interface RowKey {
  /** The field that rows are looked up by; its values differ for most rows. */
  readonly keyField: string;
  readonly key: (row: JsonObject) => number;
  readonly target: (row: JsonObject) => string;
  readonly variant: (row: JsonObject) => string;
}

/** Separates the parts of a key; no service accepts this character in a value. */
const separator = "\u0000";

/** Returns undefined if the action declares no identity; then every row counts as a different object. */
export function rowKeyOf(declared: Declared | undefined): RowKey | undefined {
  if (declared === undefined) return undefined;
  const parts = declared.fields.map(partOf);
  const [first = { field: "" }] = declared.fields;
  const { conflict } = declared;
  return {
    keyField: first.field,
    key: keyOf(first),
    target(row) {
      let text = "";
      for (const part of parts) text += part(row) + separator;
      return text;
    },
    variant: conflict === undefined ? () => "" : (row) => keyText(row[conflict]),
  };
}

/** Returns a key that is equal for rows with the same value of the field, without regard to letter case. */
export function valueIdentity(field: string): RowKey {
  return rowKeyOf({ fields: [{ field, ignoreCase: true }] }) as RowKey;
}

/** Returns the whole identity of a row as text. */
export function nameByKey(row: JsonObject, { target, variant }: RowKey): string {
  return target(row) + variant(row);
}

/** 32 bits of a field's value: rows of one value in any letter case have one key, and other rows rarely do. */
function keyOf({ field, unordered }: Field): (row: JsonObject) => number {
  const text = unordered === true ? listText : keyText;
  return (row) => hashOf(text(row[field]));
}

/** Returns the form for comparing values that a service may return in another letter case. */
export function withoutCase(value: string): string {
  return value.toLowerCase();
}

/** FNV-1a over the code units. The bit that distinguishes ASCII letter case is ignored, so most texts need no copy. */
function hashOf(text: string): number {
  let hash = 0x811c9dc5 | 0;
  let all = 0;
  for (let i = 0; i < text.length; i += 1) {
    const unit = text.charCodeAt(i);
    all |= unit;
    hash = Math.imul(hash ^ (unit | 0x20), 0x01000193);
  }
  if (all < 0x80) return hash;
  const lower = withoutCase(text);
  return lower === text ? hash : hashOf(lower);
}

/** Returns a function that writes the value of a field as text; equal texts mean equal values. */
export function partOf({ field, ignoreCase, unordered }: Field): (row: JsonObject) => string {
  if (unordered === true) return (row) => listText(row[field]);
  if (ignoreCase === undefined) return (row) => keyText(row[field]);
  if (ignoreCase === true) return (row) => withoutCase(keyText(row[field]));
  const without = new Set(ignoreCase.in);
  return (row) => {
    const text = keyText(row[field]);
    return without.has(row[ignoreCase.field] as string) ? withoutCase(text) : text;
  };
}

/** Returns a value as text for comparison. Never calls `toString`, which may be a field of a row. */
export function keyText(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value ?? null);
}

function listText(value: unknown): string {
  if (!Array.isArray(value) || value.length === 0) return "";
  return JSON.stringify([...new Set(value.map(keyText))].toSorted());
}
