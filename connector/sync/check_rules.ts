/** Checks the rules of a sync. */
import { syncErrors } from "./messages.js";
import { rankerOf } from "./rank.js";
import { type SyncRules, type SyncTarget, syncPolicies } from "./sync_types.js";

/** Checks the rules, before anything is read. @throws InvalidOption */
export function checkRules(rules: SyncRules, target: SyncTarget): void {
  const { name, policy, everyMs } = rules;
  if (!syncPolicies.includes(policy)) throw syncErrors.badPolicy(syncPolicies);
  if (typeof name !== "string" || name.trim() === "") throw syncErrors.badName();
  if (policy === "lease" && !(everyMs !== undefined && everyMs > 0)) throw syncErrors.needsInterval();
  if (policy === "lease" && target.expiry === undefined) throw syncErrors.needsExpiry();
  if (rules.ownership === "client" && target.owner.client === undefined) throw syncErrors.noClientField();
  checkBounds(rules);
  rankerOf(target, rules);
}

function checkBounds({ maxDelete = {}, allowDelete }: SyncRules): void {
  const { count, share } = maxDelete;
  if (share !== undefined && !(typeof share === "number" && share >= 0 && share <= 1))
    throw syncErrors.badShare();
  if (count !== undefined && !isCount(count)) throw syncErrors.badCount("maxDelete.count");
  if (allowDelete !== undefined && !isCount(allowDelete)) throw syncErrors.badCount("allowDelete");
}

function isCount(value: unknown): boolean {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}
