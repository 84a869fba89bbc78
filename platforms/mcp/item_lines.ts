/** The first items of a list, for an agent that does not read the whole output. */
import { visibleJson } from "../../connector/contract/visible_text.js";
import { type ActionDescription, type ActionOutput, getAt } from "../../connector/platform_api.js";
import { headings } from "./messages.js";

/** Highest number of shown items. */
const maxShown = 5;

/** Longest text of an item, in characters. */
const maxItemLength = 500;

/** Returns the items of a list; undefined for an output without a list. */
export function itemsOf({ paging }: ActionDescription, { json_body }: ActionOutput): unknown[] | undefined {
  const items = paging === undefined ? undefined : getAt(json_body, paging.items);
  return Array.isArray(items) ? items : undefined;
}

/** Returns one line for each of the first items; nothing for an output without items. */
export function itemLines(action: ActionDescription, output: ActionOutput | undefined): string[] {
  const items = output === undefined ? [] : (itemsOf(action, output) ?? []);
  if (items.length === 0) return [];
  const shown = items.slice(0, maxShown);
  return [headings.items(shown.length, items.length), ...shown.map((item) => `- ${shortened(item)}`)];
}

function shortened(item: unknown): string {
  const text = visibleJson(JSON.stringify(item));
  return text.length <= maxItemLength ? text : `${text.slice(0, maxItemLength)}… (shortened)`;
}
