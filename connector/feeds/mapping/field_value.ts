/** Turns texts of a source into values of a field. */
import type { RowField } from "./feed_mapping.js";

/** Returns the text as the type of the field; other values, and a text that is not of this type, as they are. */
export function textAs(value: unknown, field: RowField | undefined): unknown {
  if (typeof value !== "string" || field === undefined) return value;
  const { types } = field;
  if (types.has("array")) return listOf(value);
  if (types.has("boolean")) return truthOf(value);
  const isNumber = (types.has("number") || types.has("integer")) && !types.has("string");
  return isNumber && /^-?\d+(?:\.\d+)?$/.test(value) ? Number(value) : value;
}

/** Returns the declared word that differs in letter case only; the value itself without one. */
export function spelled(value: unknown, field: RowField | undefined): unknown {
  if (typeof value !== "string") return value;
  return field?.words?.get(value.toLowerCase()) ?? value;
}

/** Returns the parts between commas or semicolons. */
function listOf(text: string): string[] {
  return text
    .split(/[,;]/)
    .map((part) => part.trim())
    .filter((part) => part !== "");
}

function truthOf(text: string): unknown {
  if (/^true$/i.test(text)) return true;
  return /^false$/i.test(text) ? false : text;
}

/** Returns a text as it is, and any other value as JSON. */
export function textOf(value: unknown): string {
  return typeof value === "string" ? value : (JSON.stringify(value) ?? "");
}
