/** Why a row failed, in words. */
import type { ActionDescription, JsonObject } from "../../connector/index.js";
import { printable } from "./printable.js";

/** What an action calls the parts of its results. */
type Results = Pick<NonNullable<ActionDescription["results"]>, "failed" | "reason">;

/** undefined for a row that did not fail. */
export function rowFailure(row: JsonObject, { failed, reason }: Results): string | undefined {
  if (row[failed] !== true) return undefined;
  const words = row[reason] ?? "no reason given";
  return printable(typeof words === "string" ? words : JSON.stringify(words));
}
