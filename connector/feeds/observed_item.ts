/** Makes an item from the values that were found in it. */
import { bestHashes } from "./best_hashes.js";
import type { Facts, ItemSource, ReadItem } from "./feed_types.js";
import { itemOf, read, skipped } from "./read_items.js";
import { partSkipped } from "./reading_messages.js";
import type { Reason, Recognized } from "./observe.js";

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

/** Most reasons that one message holds. */
const maxReasons = 3;

function changeOf(kept: readonly Found[], faults: readonly Reason[]): Reason | undefined {
  if (faults.length > 0) return partSkipped(faults.slice(0, maxReasons).map(({ message }) => message));
  const changes = kept.flatMap(({ change }) => change ?? []);
  const [first] = changes;
  if (first === undefined || changes.length === 1) return first;
  return {
    code: first.code,
    message: changes
      .slice(0, maxReasons)
      .map(({ message }) => message)
      .join(" "),
  };
}
