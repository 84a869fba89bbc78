/** Restricts a fresh plan to a saved one, or rejects the saved one as stale. */
import { isHeld, syncErrors } from "./messages.js";
import { stableJson } from "./stable_json.js";
import type { JsonObject } from "../contract/types.js";
import type { Change, Planned, PlanEntry, PlanLine, SyncPlan, SyncTarget } from "./sync_types.js";

const writes: ReadonlySet<Change> = new Set(["create", "update", "changeAction", "delete"]);

/** Whether the entry leads to a call. */
export function isWrite({ change }: Pick<PlanEntry, "change">): boolean {
  return writes.has(change);
}

/** How a saved plan is applied. */
interface SavedUse {
  /** A run of the saved plan was interrupted, so that a part of it is done already. */
  readonly isInterrupted: boolean;
  /** What a guard held back in the saved plan is part of it. Nobody agreed to these deletes unless this run allows them. */
  readonly appliesHeld: boolean;
}

/**
 * Returns the lines of the fresh plan that the saved plan contains. Only these are applied, as they are now.
 * @throws StalePlan
 */
export function linesOf(
  saved: SyncPlan,
  fresh: Planned,
  target: Pick<SyncTarget, "id" | "expiry">,
  { isInterrupted, appliesHeld }: SavedUse,
): PlanLine[] {
  if (saved.desiredDigest !== fresh.plan.desiredDigest) throw syncErrors.staleDesired();
  if (!isInterrupted) {
    if (saved.ownedDigest !== fresh.plan.ownedDigest) throw syncErrors.staleOwned();
    assertDue(saved, fresh, target);
  }
  const { id } = target;
  const changed = saved.entries.filter((entry) => isWrite(entry) || (appliesHeld && isHeld(entry)));
  const keys = new Set(changed.filter(({ after }) => after !== null).map(({ key }) => key));
  const ids = new Set(
    changed
      .filter(({ change }) => change !== "create" && change !== "update")
      .map(({ before }) => String(before?.[id])),
  );
  return fresh.lines.filter(({ entry, id: existing }) => {
    const isKnownDelete = ids.has(existing ?? "");
    if (entry.change === "delete") return isKnownDelete;
    if (entry.change === "changeAction") return isKnownDelete && keys.has(entry.key);
    return isWrite(entry) && keys.has(entry.key);
  });
}

/** Every change of the saved plan must still be due, or held back: an edited plan cannot change anything else. */
function assertDue(
  saved: SyncPlan,
  { plan }: Planned,
  { id, expiry = "" }: Pick<SyncTarget, "id" | "expiry">,
): void {
  const idOf = ({ before }: PlanEntry) => before?.[id] ?? null;
  const nameOf = (entry: PlanEntry) =>
    stableJson([entry.change, entry.key, idOf(entry), without(entry.after, expiry)]);
  const due = new Set(plan.entries.filter(isWrite).map(nameOf));
  const held = new Set(plan.entries.filter(isHeld).map(idOf));
  const isDue = (entry: PlanEntry) =>
    due.has(nameOf(entry)) || (idOf(entry) !== null && held.has(idOf(entry)));
  const stale = saved.entries.find((entry) => isWrite(entry) && !isDue(entry));
  if (stale !== undefined) throw syncErrors.staleEntries(stale.key);
}

/** A relative end of life differs from run to run. */
function without(row: JsonObject | null, field: string): JsonObject | null {
  if (row === null) return null;
  const { [field]: _value, ...others } = row;
  return others;
}
