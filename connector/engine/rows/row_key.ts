/** Which rows mean the same object to the service, as the action declares it. */
import type { Action } from "../../contract/action.js";
import type { JsonObject } from "../../contract/types.js";

type Declared = NonNullable<Action["identity"]>;
/** A field, and how its values are compared. */
export type Field = Declared["fields"][number];

/** The identity of a row: its target and variant together. Rows that differ in the variant alone are in conflict. */
export interface RowKey {
  /** The field that rows are looked up by: it tells most of them apart. */
  readonly keyField: string;
  readonly key: (row: JsonObject) => number;
  readonly target: (row: JsonObject) => string;
  readonly variant: (row: JsonObject) => string;
}

/** Separates the parts of a key; no service takes it in a value. */
const separator = "\u0000";

/** @returns undefined where the action declares no identity: no row is ever taken for another */
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

/** Takes rows for the same if a result could not be told apart by the field: letter case does not count. */
export function valueIdentity(field: string): RowKey {
  return rowKeyOf({ fields: [{ field, ignoreCase: true }] }) as RowKey;
}

/** 32 bits of a field's value: rows of one value in any letter case have one key, and other rows rarely do. */
function keyOf({ field, unordered }: Field): (row: JsonObject) => number {
  const text = unordered === true ? listText : keyText;
  return (row) => hashOf(text(row[field]));
}

/** The form in which values are compared that a service may return in another letter case. */
export function withoutCase(value: string): string {
  return value.toLowerCase();
}

/** FNV-1a over the text's units. The bit that tells ASCII's letter cases apart is left out: most texts need no copy. */
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

/** The value of a field as text: two rows have it alike if their texts are equal. */
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

/** A value as text that can be compared; never its own `toString`, which a row may hold as a field. */
export function keyText(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value ?? null);
}

function listText(value: unknown): string {
  if (!Array.isArray(value) || value.length === 0) return "";
  return JSON.stringify([...new Set(value.map(keyText))].toSorted());
}
