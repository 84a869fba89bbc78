/** Asks another action what is there, when the service says that something among many is not. */
import { isConnectorError } from "../../contract/errors.js";
import type { Action } from "../../contract/action.js";
import { isObject } from "../../contract/json_pointer.js";
import { keyText } from "../rows/row_key.js";
import type { RunContext } from "../run_context.js";
import { listItems } from "../paging/list_items.js";

type Declared = NonNullable<NonNullable<Action["bisect"]>["existingCheck"]>;

/**
 * Names of what is there; undefined where the list cannot be had whole, or names nothing that it holds.
 * @param job of the action that lists
 */
export async function listExisting(
  { field, input }: Declared,
  job: RunContext,
): Promise<Set<string> | undefined> {
  const names = new Set<string>();
  let count = 0;
  try {
    for await (const items of listItems(job, input)) {
      count += items.length;
      for (const item of items)
        if (isObject(item) && (item[field] ?? null) !== null) names.add(keyText(item[field]));
    }
  } catch (error) {
    // The list is no part of what the user asked for: its failure is not told.
    if (isConnectorError(error)) return undefined;
    throw error;
  }
  return count > 0 && names.size === 0 ? undefined : names;
}
