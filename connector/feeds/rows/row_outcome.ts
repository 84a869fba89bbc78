/** What becomes of a row that is read from JSON. */
import { isObject } from "../json/json_values.js";
import { messages } from "../json/messages.js";
import type { JsonPart } from "../json/part_builder.js";
import { type Outcome, read, skipped } from "../read_items.js";

/** Returns the outcome of a row. */
export function rowOutcome({ value, fault }: Pick<JsonPart, "value" | "fault">): Outcome {
  const before = textOf(value);
  if (fault === undefined && !isObject(value)) return skipped(messages.notARow(), before);
  if (fault === undefined) return { ...read([], before, []), row: value, whole: () => JSON.stringify(value) };
  return skipped(messages.repeatedName(fault.place, fault.message), before);
}

/** Returns the value of the indicator, or else the whole row as JSON. */
function textOf(row: unknown): string {
  const value = typeof row === "object" && row !== null && "indicatorValue" in row ? row.indicatorValue : row;
  return typeof value === "string" ? value.trim() : JSON.stringify(value);
}
