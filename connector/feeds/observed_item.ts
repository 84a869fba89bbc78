/** Makes an item from the values that were found in it. */
import { bestHashes } from "./best_hashes.js";
import type { Facts, ItemSource, ReadItem, Reason } from "./feed_types.js";
import { itemOf, read, skipped } from "./read_items.js";
import { partSkipped } from "./messages.js";
import type { Recognized } from "./observe.js";
import { sentencesOf } from "./observed_outcome.js";

type Found = Recognized & { readonly fault?: never };

/** What an item needs apart from its values. */
export interface ItemFrame {
  readonly source: ItemSource;
  /** Text of the item in the source. */
  readonly before: string;
  readonly facts: Facts;
  /** Keep every hash of a file. */
  readonly allHashes?: boolean | undefined;
}

/** Returns an item from which no row can be made. */
export function skippedItem(
  { source, before }: Pick<ItemFrame, "source" | "before">,
  reason: Reason,
): ReadItem {
  return itemOf(source, skipped(reason, before));
}

/**
 * Returns an item with its values. It is skipped if none is readable, and changed if one was changed or is unreadable.
 * @param parts - at least one
 */
export function observedItem(frame: ItemFrame, parts: readonly Recognized[]): ReadItem {
  const found: Found[] = [];
  const faults: Reason[] = [];
  for (const part of parts) {
    if (part.fault === undefined) found.push(part);
    else faults.push(part.fault);
  }
  if (found.length === 0) return skippedItem(frame, faults[0] as Reason);
  const kept = frame.allHashes === true ? found : bestHashes(found);
  const change = changeOf(kept, faults);
  const observables = kept.map(({ kind, value }) => ({ kind, value, facts: frame.facts }));
  return itemOf(frame.source, read(observables, frame.before, change === undefined ? [] : [change]));
}

/** Returns one change for all values: what was left out, then what was changed. */
function changeOf(kept: readonly Found[], faults: readonly Reason[]): Reason | undefined {
  const changes = kept.flatMap(({ change }) => change ?? []);
  const reasons = faults.length > 0 ? [partSkipped([sentencesOf(faults)]), ...changes] : changes;
  const [first] = reasons;
  return first === undefined ? undefined : { code: first.code, message: sentencesOf(reasons) };
}
