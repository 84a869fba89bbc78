/** Makes the items of readers. */
import type { ItemSource, Observable, ReadItem, Reason } from "./feed_types.js";

/** What a reader decides about an item, without its source. */
export type Outcome = Omit<ReadItem, "source">;

/** Returns the outcome of an item without rows. @param before - text of the item in the source */
export function skipped({ code, message }: Reason, before: string | null): Outcome {
  return { status: "skipped", code, message, before, after: null, observables: [] };
}

/** Returns the outcome of an item that its source withdraws. @param outcome - what the item would be otherwise */
export function withdrawn(reason: Reason, before: string | null, outcome: Outcome): Outcome {
  const { observables } = outcome;
  return { ...skipped(reason, before), ...(observables.length === 0 ? {} : { withdrawn: observables }) };
}

/**
 * Returns the outcome of an item with observables: changed if there are reasons, else taken.
 * @param before - text of the item in the source
 */
export function read(
  observables: readonly Observable[],
  before: string,
  reasons: readonly Reason[],
): Outcome {
  const [first] = reasons;
  if (first === undefined)
    return { status: "taken", code: null, message: null, before, after: null, observables };
  const message = reasons.map((reason) => reason.message).join(" ");
  const after = observables.map(({ value }) => value).join(", ");
  return { status: "changed", code: first.code, message, before, after, observables };
}

/** Returns the item of an outcome. */
export function itemOf(source: ItemSource, outcome: Outcome): ReadItem {
  return { source, ...outcome };
}
