/** General formats and keywords that our schemas use in addition to those of JSON Schema. */
import { timestampMs } from "../contract/timestamp.js";
import { beyondOne, notAPattern, otherPath } from "./stix_patterns.js";
import { valueFormats } from "./values/kinds.js";

export { stixValues } from "./stix_patterns.js";

function isRegex(text: string): boolean {
  try {
    return new RegExp(text, "u") instanceof RegExp;
  } catch {
    return false;
  }
}

/** All kinds of values by name, and regex (ECMA 262). */
export const formats = { ...valueFormats, regex: isRegex };

/** Functions of text keywords. Each returns the problem of a text, if any; messages can include it. */
export const details: Readonly<
  Record<string, (text: string, declared: readonly string[]) => string | undefined>
> = { stixPattern: notAPattern, stixOneValue: beyondOne, stixPaths: otherPath };

/** Keyword inFuture: the timestamp is in the future. */
export function isFuture(value: unknown, nowMs: number): boolean {
  return typeof value !== "string" || timestampMs(value) > nowMs;
}

/**
 * Keyword ascending: each timestamp in these properties is later than the previous ones. Skips invalid
 * timestamps.
 */
export function isAscending(data: Readonly<Record<string, unknown>>, names: readonly string[]): boolean {
  let last = Number.NEGATIVE_INFINITY;
  for (const name of names) {
    const value = Object.hasOwn(data, name) ? data[name] : undefined;
    const ms = typeof value === "string" ? timestampMs(value) : Number.NaN;
    if (ms <= last) return false;
    if (!Number.isNaN(ms)) last = ms;
  }
  return true;
}

/**
 * Keyword offeredWith: what an action needs to offer an option. A composed action has the row rules of its
 * steps.
 */
export const optionConditions = [
  "request",
  "row rules",
  "capacity",
  "sync import",
  "deleteMatching",
] as const;
