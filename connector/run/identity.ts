/** Which rows mean the same object to the service, as the action declares it. */
import type { Action } from "../contract/generated/meta/action.js";
import type { JsonObject } from "../contract/types.js";

type Declared = NonNullable<Action["identity"]>;
type Field = Declared["fields"][number];

/** The identity of a row: its target and variant together. Rows that differ in the variant alone are in conflict. */
export interface Identity {
  /** 32 bits made of a part of the target: they tell most rows apart, and cost little. */
  readonly key: (row: JsonObject) => number;
  readonly target: (row: JsonObject) => string;
  readonly variant: (row: JsonObject) => string;
}

/** Separates the parts of a key; no service takes it in a value. */
const separator = "\u0000";

/** @returns undefined where the action declares no identity: no row is ever taken for another */
export function identityOf(declared: Declared | undefined): Identity | undefined {
  if (declared === undefined) return undefined;
  const parts = declared.fields.map(partOf);
  const [first = () => ""] = parts;
  const { conflict } = declared;
  return {
    key: (row) => hashOf(first(row)),
    target(row) {
      let text = "";
      for (const part of parts) text += part(row) + separator;
      return text;
    },
    variant: conflict === undefined ? () => "" : (row) => textOf(row[conflict]),
  };
}

/** FNV-1a over the text's units, in 32 bits. */
function hashOf(text: string): number {
  let hash = 0x811c9dc5 | 0;
  for (let i = 0; i < text.length; i += 1) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return hash;
}

function partOf({ field, ignoreCase, unordered }: Field): (row: JsonObject) => string {
  if (unordered === true) return (row) => listText(row[field]);
  if (ignoreCase === undefined) return (row) => textOf(row[field]);
  if (ignoreCase === true) return (row) => textOf(row[field]).toLowerCase();
  const without = new Set(ignoreCase.in);
  return (row) => {
    const text = textOf(row[field]);
    return without.has(row[ignoreCase.field] as string) ? text.toLowerCase() : text;
  };
}

/** A value as text that can be compared; never its own `toString`, which a row may hold as a field. */
export function textOf(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value ?? null);
}

function listText(value: unknown): string {
  if (!Array.isArray(value) || value.length === 0) return "";
  return JSON.stringify([...new Set(value.map(textOf))].toSorted());
}
