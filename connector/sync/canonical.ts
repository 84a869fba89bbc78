/** Writes values as text so that two spellings of one value become the same text. */
import { isIPv6 } from "node:net";
import { timestampMs } from "../contract/timestamp.js";
import type { JsonObject } from "../contract/types.js";
import type { SyncTarget } from "./sync_types.js";

/** A field, and how its values are compared. */
export type ComparedField = SyncTarget["comparable"][number];

type Form = Exclude<NonNullable<ComparedField["as"]>, object>;

/** Returns a function that writes the value of the field as text; equal texts mean equal values. */
export function canonicalText(field: ComparedField): (row: JsonObject) => string {
  const { field: name, as = "text" } = field;
  const given = (row: JsonObject) => ownValue(row, name) ?? field.default ?? null;
  if (typeof as === "string") return (row) => textIn(as, given(row));
  const forms = new Map(Object.entries(as.forms));
  return (row) => textIn(forms.get(plainText(ownValue(row, as.field))) ?? "text", given(row));
}

/** Returns the value of a row's own property. */
export function ownValue(row: JsonObject, name: string): unknown {
  return Object.hasOwn(row, name) ? row[name] : undefined;
}

/** Returns a value as text. Never calls `toString`, which can be a property of a row. */
export function plainText(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value ?? null);
}

const noValue = "null";

function textIn(form: Form, value: unknown): string {
  if (value === null || (Array.isArray(value) && value.length === 0)) return noValue;
  // The first character keeps a text apart from another kind of value that is written in the same way.
  if (typeof value === "string") return `"${writers[form](value)}`;
  return Array.isArray(value) && form === "set" ? setText(value) : JSON.stringify(value);
}

const lower = (text: string) => text.toLowerCase();

const writers: Readonly<Record<Form, (text: string) => string>> = {
  text: (text) => text,
  set: (text) => text,
  lowercase: lower,
  host: lower,
  url: urlText,
  address: addressText,
  time: timeText,
};

function setText(values: readonly unknown[]): string {
  return JSON.stringify([...new Set(values.map(plainText))].toSorted());
}

/** Lowers scheme and host, and leaves the rest, which can be case-sensitive. */
function urlText(text: string): string {
  const [head = ""] = /^[a-z][a-z0-9+.-]*:\/\/[^/?#]*/i.exec(text) ?? /^[^/?#]*/.exec(text) ?? [];
  const user = head.lastIndexOf("@") + 1;
  const begin = user === 0 ? lower(head) : head.slice(0, user) + lower(head.slice(user));
  return begin + text.slice(head.length);
}

function addressText(text: string): string {
  return isIPv6(text) && !text.includes("%") ? new URL(`http://[${text}]/`).hostname : text;
}

const msPerSecond = 1000;

/** Services keep whole seconds, and write fractions in different ways. */
function timeText(text: string): string {
  const ms = timestampMs(text);
  return Number.isNaN(ms) ? text : String(Math.floor(ms / msPerSecond));
}
