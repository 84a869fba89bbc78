/** How much of a request body a row takes. */
import { constants } from "node:buffer";
import type { JsonObject } from "../../contract/types.js";

/** Bytes of one unit of text in JSON: as many as an escape sequence takes. */
const maxBytesPerUnit = 6;
/** Bytes of a number, a word or a bracket, and of what separates it from the next value. */
const maxBytesPerValue = 32;

/** At least as many bytes as the value takes as JSON; found without writing it. */
export function maxBytes(value: unknown): number {
  if (typeof value === "string") return value.length * maxBytesPerUnit + maxBytesPerValue;
  if (typeof value !== "object" || value === null) return maxBytesPerValue;
  let bytes = maxBytesPerValue;
  if (Array.isArray(value)) {
    for (const part of value) bytes += maxBytes(part);
    return bytes;
  }
  for (const key in value) bytes += key.length * maxBytesPerUnit + maxBytes((value as JsonObject)[key]);
  return bytes;
}

/**
 * Bytes of the row in a request body. Exact for a row that takes more than its share of the body; for a shorter one an
 * upper bound, since writing each row twice would cost a tenth of all CPU.
 * @param share bytes of a row of which the most rows of a request fit
 */
export function bytesOf(row: JsonObject, share: number): number {
  const most = maxBytes(row);
  return most <= share ? most : exactBytes(row);
}

/** Bytes of the value as JSON, with the comma before the next one. */
export function exactBytes(value: unknown): number {
  try {
    return Buffer.byteLength(JSON.stringify(value)) + 1;
  } catch {
    // Longer than a text can be: no request can be made of it either.
    return constants.MAX_STRING_LENGTH;
  }
}
