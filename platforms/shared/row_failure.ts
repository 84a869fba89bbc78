/** Why a row failed, in words of the service or of ours. */
import type { ActionDescription, JsonObject } from "../../connector/platform_api.js";
import { printable } from "./printable.js";

/** What an action calls the parts of its results. */
type Results = Pick<NonNullable<ActionDescription["results"]>, "failedField" | "reasonField"> & {
  /** Absent: true. */
  readonly failedWhen?: boolean;
};

/** The words as they are, for whoever quotes them; undefined for a row that did not fail. */
export function rowReason(
  row: JsonObject,
  { failedField: failed, failedWhen = true, reasonField: reason }: Results,
): string | undefined {
  if (row[failed] !== failedWhen) return undefined;
  const words = row[reason] ?? "no reason given";
  return typeof words === "string" ? words : JSON.stringify(words);
}

/** The same for a person to read. */
export function rowFailure(row: JsonObject, results: Results): string | undefined {
  const words = rowReason(row, results);
  return words === undefined ? undefined : printable(words);
}
