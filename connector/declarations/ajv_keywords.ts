/** The formats and keywords that our schemas use beside those of JSON Schema. All are general: none knows a service. */
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

/** Every kind of value by its name, and regex: ECMA 262. */
export const formats = { ...valueFormats, regex: isRegex };

/** Keywords for texts whose function returns what is wrong, if anything is; a message may hold it. */
export const details: Readonly<
  Record<string, (text: string, declared: readonly string[]) => string | undefined>
> = { stixPattern: notAPattern, stixOneValue: beyondOne, stixPaths: otherPath };

/** Keyword inFuture: the moment is still to come. */
export function isFuture(value: unknown, nowMs: number): boolean {
  return typeof value !== "string" || timestampMs(value) > nowMs;
}

/** Keyword ascending: each of the moments in these properties is later than those before it; what is no moment passes. */
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

/** Keyword offeredWith: what an action needs to have an option of a run. Row rules can be those of its steps. */
export const optionConditions = ["request", "row rules", "capacity"] as const;
