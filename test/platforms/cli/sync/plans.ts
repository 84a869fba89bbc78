/** Plans for tests. */
import {
  type Change,
  type JsonObject,
  type PlanEntry,
  shownDifferences,
  type SyncPlan,
} from "../../../../connector/platform_api.js";

/** Names what differs, with a time among the fields. */
export const differences = shownDifferences({
  key: { object: [{ field: "indicatorValue" }], variant: "action" },
  comparable: [{ field: "expirationTime", as: "time" }],
});

/** Returns an entry. */
export function entry(
  change: Change,
  key: string,
  before: JsonObject | null = null,
  after: JsonObject | null = null,
  reason: string | null = null,
): PlanEntry {
  return { change, key, before, after, reason };
}

/** Returns the counts; those that are not given are 0. */
export function counts(some: Partial<Record<Change, number>>): SyncPlan["counts"] {
  const none = {
    create: 0,
    update: 0,
    changeAction: 0,
    delete: 0,
    keep: 0,
    overCapacity: 0,
    foreign: 0,
    rejected: 0,
  };
  return { ...none, ...some };
}

/** Returns a plan with these entries. */
export function planOf(entries: readonly PlanEntry[], more: Partial<SyncPlan> = {}): SyncPlan {
  const some: Partial<Record<Change, number>> = {};
  for (const { change } of entries) some[change] = (some[change] ?? 0) + 1;
  return {
    version: 1,
    sync: { name: "hourly", policy: "mirror", path: "/srv/sync.json" },
    desiredDigest: "a",
    ownedDigest: "b",
    complete: { sources: true, target: true },
    counts: counts(some),
    entries,
    ...more,
  };
}
