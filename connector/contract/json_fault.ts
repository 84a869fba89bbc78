/** Describes at which place a text stops being JSON. Quotes nothing of the text, which may be a secret. */
import { JsonFault, JsonScan } from "./json_scan.js";

/** Returns the first fault; undefined for a valid text. */
export function jsonFault(text: string): JsonFault | undefined {
  try {
    new JsonScan(text).run();
    return undefined;
  } catch (fault) {
    if (fault instanceof JsonFault) return fault;
    throw fault;
  }
}

/** Returns line and column of an offset, from 1. */
export function placeOf(text: string, offset: number): { line: number; column: number } {
  let line = 1;
  let begin = 0;
  for (let at = text.indexOf("\n"); at >= 0 && at < offset; at = text.indexOf("\n", at + 1)) {
    line += 1;
    begin = at + 1;
  }
  return { line, column: offset - begin + 1 };
}
