/** Decides what a policy does with matched rows, with or without deletes. */
import { type Fitting, fitting, freePlaces, heldRows } from "./capacity.js";
import type { DesiredRows, WantedRow } from "./desired_rows.js";
import type { ExistingRows } from "./existing_rows.js";
import type { Matches, Pair, Removal } from "./matching.js";
import type { PlanSettings, SyncPolicy } from "./sync_types.js";

/** Desired and existing rows, matched. */
export interface Sides {
  readonly desired: DesiredRows;
  readonly existing: ExistingRows;
  readonly matches: Matches;
}

/** What a sync does with the rows that are not simply kept or updated. */
export interface Arrangement extends Fitting {
  /** Pairs in which the new side replaces the old one. */
  readonly replaced: readonly Pair[];
  readonly removed: Matches["removals"];
  /** Owned rows that are not desired and stay. */
  readonly left: Matches["removals"];
  /** Desired rows that could exist already in a part of the target that was not listed. */
  readonly unlisted: readonly WantedRow[];
}

const deletedBy: Readonly<Record<SyncPolicy, readonly Removal[]>> = {
  create_only: [],
  lease: [],
  upsert: ["withdrawn", "oldVariant"],
  mirror: ["withdrawn", "oldVariant", "absent"],
};

/** Whether the policy replaces a row by one with another variant. */
export function canReplace(policy: SyncPolicy): boolean {
  return deletedBy[policy].includes("oldVariant");
}

/** Whether the policy deletes such rows. */
export function canDelete(policy: SyncPolicy, removal: Removal): boolean {
  return deletedBy[policy].includes(removal);
}

/** @param mayDelete - false if a guard holds deletes back */
export async function arrange(
  { desired, existing, matches }: Sides,
  { target, rules, complete }: PlanSettings,
  mayDelete: boolean,
): Promise<Arrangement> {
  const { policy } = rules;
  const isRemoved = ({ removal }: { readonly removal: Removal }) => mayDelete && canDelete(policy, removal);
  const removed = matches.removals.filter(isRemoved);
  const candidates = {
    creates: complete.target ? matches.creates : [],
    held: heldRows(matches),
    canDisplace: mayDelete && policy === "mirror",
    free: freePlaces(target.capacity, existing.all.length, removed.length),
  };
  const fits = await fitting(candidates, desired.ranker);
  const displaced = new Set(fits.displaced);
  return {
    ...fits,
    replaced: mayDelete && canReplace(policy) ? matches.variants.filter((pair) => !displaced.has(pair)) : [],
    removed,
    left: matches.removals.filter((one) => !isRemoved(one)),
    unlisted: complete.target ? [] : matches.creates,
  };
}

/** Returns the number of rows that would be deleted or replaced. */
export function deletesIn({ removed, replaced, displaced }: Arrangement): number {
  return removed.length + replaced.length + displaced.length;
}
