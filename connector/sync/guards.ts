/** Guards against deletes that nobody intended. If one holds, no row is deleted or replaced. */
import { holds } from "./messages.js";
import type { PlanSettings, SyncNotice, SyncRules } from "./sync_types.js";

/** What the guards look at. */
export interface Deletes {
  /** Number of rows that would be deleted or replaced. */
  readonly due: number;
  readonly owned: number;
  /** Number of desired rows that can be used. */
  readonly wanted: number;
}

const defaultShare = 0.3;
/** The share is not applied to fewer rows, so that a small set can change as a whole. */
const minOwnedForShare = 10;

/** Returns why no row may be deleted; undefined if all may be. */
export function heldBack(
  { due, owned, wanted }: Deletes,
  { complete, rules }: Pick<PlanSettings, "complete" | "rules">,
): SyncNotice | undefined {
  if (due === 0) return undefined;
  if (wanted === 0) return holds.emptyFeed(due);
  if (!complete.sources) return holds.sources(due);
  if (!complete.target) return holds.target(due);
  const bound = maxDeletes(rules, owned);
  return due > bound ? holds.tooMany(due, owned, bound) : undefined;
}

/** Returns the greatest number of rows that may be deleted; the smaller bound holds. */
export function maxDeletes({ maxDelete = {}, allowDelete = 0 }: SyncRules, owned: number): number {
  const { count = Number.POSITIVE_INFINITY, share = defaultShare } = maxDelete;
  // Products of fractions can fall short of a whole number by a rounding error.
  const byShare = owned < minOwnedForShare ? owned : Math.floor(owned * share + 1e-9);
  return Math.max(Math.min(count, byShare), allowDelete);
}
