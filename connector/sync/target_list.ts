/** Lists what a target contains, and whether the list is complete. */
import { type ConnectorError, isConnectorError } from "../contract/errors.js";
import type { ActionInput } from "../contract/types.js";
import { listItems } from "../engine/paging/list_items.js";
import type { RunContext } from "../engine/run_context.js";
import { listErrors } from "./messages.js";

/** What was listed. */
export interface Listing {
  readonly items: readonly unknown[];
  /** Why the list is not complete; undefined if it is. */
  readonly failure: ConnectorError | undefined;
}

/** Most items that are read, in case a service never stops; no target holds as many. */
const maxItems = 1_000_000;

/**
 * Lists everything. If a later page fails, returns what was read before. Throws if the first page fails, because nothing
 * is known then, and if the run is over.
 * @param context - context of the action that lists
 */
export async function listTarget(context: RunContext, input: ActionInput): Promise<Listing> {
  const items: unknown[] = [];
  let pages = 0;
  try {
    for await (const page of listItems(context, input, true)) {
      pages += 1;
      for (const item of page) items.push(item);
      if (items.length > maxItems) throw listErrors.cut(maxItems);
      context.emit({ type: "progress", done: items.length });
    }
    return { items, failure: undefined };
  } catch (error) {
    if (pages === 0 || !isConnectorError(error) || error.kind === "cancelled") throw error;
    return { items, failure: error };
  }
}
