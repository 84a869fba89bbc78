/** Restricts a fresh plan to a saved one, or rejects the saved one as stale. */
import { syncErrors } from "./messages.js";
import type { Change, Planned, PlanEntry, PlanLine, SyncPlan, SyncTarget } from "./sync_types.js";

const writes: ReadonlySet<Change> = new Set(["create", "update", "changeAction", "delete"]);

/** Whether the entry leads to a call. */
export function isWrite({ change }: Pick<PlanEntry, "change">): boolean {
  return writes.has(change);
}

/**
 * Returns the lines of the fresh plan that the saved plan contains. Only these are applied, as they are now.
 * @param isInterrupted - a run of the saved plan was interrupted, so that a part of it is done already
 * @throws StalePlan
 */
export function linesOf(
  saved: SyncPlan,
  fresh: Planned,
  { id }: Pick<SyncTarget, "id">,
  isInterrupted: boolean,
): PlanLine[] {
  if (saved.desiredDigest !== fresh.plan.desiredDigest) throw syncErrors.staleDesired();
  if (!isInterrupted) {
    if (saved.ownedDigest !== fresh.plan.ownedDigest) throw syncErrors.staleOwned();
    assertDue(saved, fresh, id);
  }
  const changed = saved.entries.filter(isWrite);
  const keys = new Set(changed.filter(({ after }) => after !== null).map(({ key }) => key));
  const ids = new Set(
    changed
      .filter(({ change }) => change === "delete" || change === "changeAction")
      .map(({ before }) => String(before?.[id])),
  );
  return fresh.lines.filter(({ entry, id: existing }) => {
    const isKnownDelete = ids.has(existing ?? "");
    if (entry.change === "delete") return isKnownDelete;
    if (entry.change === "changeAction") return isKnownDelete && keys.has(entry.key);
    return isWrite(entry) && keys.has(entry.key);
  });
}

/** Every change of the saved plan must still be due: an edited plan cannot change anything else. */
function assertDue(saved: SyncPlan, { plan }: Planned, id: string): void {
  const nameOf = ({ change, key, before }: PlanEntry) => JSON.stringify([change, key, before?.[id] ?? null]);
  const due = new Set(plan.entries.filter(isWrite).map(nameOf));
  const stale = saved.entries.find((entry) => isWrite(entry) && !due.has(nameOf(entry)));
  if (stale !== undefined) throw syncErrors.staleEntries(stale.key);
}
