/** Makes an item from the values that were found in it. */
import { bestHashes } from "./best_hashes.js";
import type { Facts, ItemSource, ReadItem } from "./feed_types.js";
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
  { code, message }: Reason,
): ReadItem {
  return { source, status: "skipped", code, message, before, after: null, observables: [] };
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
  return {
    source: frame.source,
    status: change === undefined ? "taken" : "changed",
    code: change?.code ?? null,
    message: change?.message ?? null,
    before: frame.before,
    after: change === undefined ? null : kept.map(({ value }) => value).join(", "),
    observables: kept.map(({ kind, value }) => ({ kind, value, facts: frame.facts })),
  };
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
