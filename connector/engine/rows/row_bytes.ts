/** Measures how many bytes of a request body a row needs. */
import { constants } from "node:buffer";
import type { JsonObject } from "../../contract/types.js";

/** Most bytes of one code unit in JSON: those of an escape sequence. */
const maxBytesPerUnit = 6;
/** Most bytes of a number, a literal or a bracket, including the separator. */
const maxBytesPerValue = 32;

/** Returns an upper bound for the bytes of the value as JSON, without writing it. */
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
 * Returns the bytes of the row in a request body. The number is exact for a row that needs more than its share of the
 * body, and an upper bound for a shorter one: writing each row twice would cost a tenth of the CPU time.
 * @param share - bytes per row if the most rows of a request fit
 */
export function bytesOf(row: JsonObject, share: number): number {
  const most = maxBytes(row);
  return most <= share ? most : exactBytes(row);
}

/** Returns the bytes of the value as JSON, including the comma before the next value. */
export function exactBytes(value: unknown): number {
  try {
    return Buffer.byteLength(JSON.stringify(value)) + 1;
  } catch {
    // The text would exceed the maximum length of a string, so no request can contain it either.
    return constants.MAX_STRING_LENGTH;
  }
}
