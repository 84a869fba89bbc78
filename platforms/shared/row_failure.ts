/** Why a row failed, in the words of the service or of the connector. */
import type { ActionDescription, JsonObject } from "../../connector/platform_api.js";
import { printable } from "./printable.js";

/** The names of an action's result fields. */
type Results = Pick<NonNullable<ActionDescription["results"]>, "failedField" | "reasonField"> & {
  /** Absent: true. */
  readonly failedWhen?: boolean;
};

/** Returns the reason unchanged, for quotes; undefined for a row that did not fail. */
export function rowReason(
  row: JsonObject,
  { failedField: failed, failedWhen = true, reasonField: reason }: Results,
): string | undefined {
  if (row[failed] !== failedWhen) return undefined;
  const words = row[reason] ?? "no reason available";
  return typeof words === "string" ? words : JSON.stringify(words);
}

/** Returns the reason for a person to read. */
export function rowFailure(row: JsonObject, results: Results): string | undefined {
  const words = rowReason(row, results);
  return words === undefined ? undefined : printable(words);
}
