/** Lists existing objects with another action after the service reports that one of many is missing. */
import { isConnectorError } from "../../contract/errors.js";
import type { Action } from "../../contract/action.js";
import { isObject } from "../../contract/json_pointer.js";
import { keyText } from "../rows/row_key.js";
import type { RunContext } from "../run_context.js";
import { listItems } from "../paging/list_items.js";

type Declared = NonNullable<NonNullable<Action["bisect"]>["existingCheck"]>;

/**
 * Returns the names of existing objects; undefined if the list is incomplete, or its items have no names.
 * @param job - context of the action that lists
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
    // The user did not ask for the list, so its failure is not reported.
    if (isConnectorError(error)) return undefined;
    throw error;
  }
  return count > 0 && names.size === 0 ? undefined : names;
}
