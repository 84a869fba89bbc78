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

/** Returns the texts of a JSON array, or else the parts between commas or semicolons. */
function listOf(text: string): string[] {
  return textList(text) ?? partsOf(text);
}

/**
 * Returns the texts of a JSON array, or the parts between commas or semicolons; undefined for a text that begins with a
 * bracket and is not a JSON array of texts.
 */
export function textList(text: string): string[] | undefined {
  if (!text.trimStart().startsWith("[")) return partsOf(text);
  try {
    const list: unknown = JSON.parse(text);
    return Array.isArray(list) && list.every((item) => typeof item === "string") ? list : undefined;
  } catch {
    return undefined;
  }
}

function partsOf(text: string): string[] {
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
