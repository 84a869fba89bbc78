/** Properties that must hold after every simulation of syncs, whatever went wrong in it. */
import { inspect } from "node:util";
import type { ErrorCode } from "../../../connector/index.js";
import type { Violation } from "../simulation/invariants.js";
import { identityOf } from "../simulation/store.js";
import { boundOf, canAdopt, identityIn, lifetimeOf, objectOf, owns } from "./declared_state.js";
import { finalState, secondRun } from "./final_state.js";
import type { SyncHappened, SyncRecord } from "./records.js";
import { endOf, type Held } from "./tenant.js";

/** Returns a sentence for each violation of one run. */
type OfRun = (record: SyncRecord, happened: SyncHappened) => string[];

/** Invariants of single runs, by their statement. */
const ofRuns: Readonly<Record<string, OfRun>> = {
  "errors are the connector's own": errorsAreOurs,
  "nothing foreign changed": nothingForeign,
  "nothing deleted on partial knowledge": nothingOnPartialKnowledge,
  "deletes never exceed the bound": withinBound,
  "only what the policy allows is deleted": allowedDeletes,
  "only desired rows are written": desiredWrites,
  "an old side goes after its new side came": oldSides,
  "a plan writes nothing, and a saved one nothing else": plansHold,
  "every desired row is accounted for": accountedFor,
  "results are true": trueResults,
  "a lease ends": leasesEnd,
  "drift is what somebody else deleted": trueDrift,
};

/** Invariants of the whole, by their statement. */
const ofAll: Readonly<Record<string, (happened: SyncHappened) => string[]>> = {
  "the simulation ends": ({ stuck }) => (stuck === undefined ? [] : [stuck]),
  "the tenant holds the desired rows that fit": finalState,
  "a second run writes nothing": secondRun,
};

/** Returns the violations of all invariants. */
export function violationsOf(happened: SyncHappened): Violation[] {
  const whole = Object.entries(ofAll).flatMap(([invariant, check]) =>
    check(happened).map((what) => ({ invariant, what })),
  );
  const single = Object.entries(ofRuns).flatMap(([invariant, check]) =>
    happened.records.flatMap((record) =>
      check(record, happened).map((what) => ({ invariant, what: `run ${record.n}: ${what}` })),
    ),
  );
  return [...single, ...whole];
}

/** The changes that the run itself made. */
function ownChanges({ changes, n }: SyncRecord) {
  return changes.filter(({ run }) => run === n);
}

function deletedBy(record: SyncRecord): Held[] {
  return ownChanges(record).flatMap(({ before, after }) =>
    before !== undefined && after === undefined ? [before] : [],
  );
}

function shown({ item }: Held): string {
  return `${identityIn(item)} of ${String(item["createdBy"])}, ${String(item["application"])}`;
}

const ourCodes: ReadonlySet<ErrorCode> = new Set(["InternalError", "InvalidInput", "InvalidOption"]);

function errorsAreOurs({ error, outcome, sync }: SyncRecord): string[] {
  const thrown = error ?? outcome?.failure;
  if (thrown === undefined) return [];
  const { name, code } = thrown as { name?: string; code?: ErrorCode };
  if (name === "ConnectorError" && code !== undefined && !ourCodes.has(code)) return [];
  return [`${sync.rules.name} threw ${inspect(thrown)}`];
}

function nothingForeign(record: SyncRecord): string[] {
  const { sync, step, state, before } = record;
  const isAdopted = (held: Held) =>
    step.mode === "adopt" && canAdopt(sync, held) && state.wanted.has(identityIn(held.item));
  const foreign = new Set(
    before.filter((held) => !owns(sync, held) && !isAdopted(held)).map(({ item }) => identityIn(item)),
  );
  return ownChanges(record).flatMap(({ before: old, after }) => {
    if (old !== undefined) return owns(sync, old) || isAdopted(old) ? [] : [`changed ${shown(old)}`];
    if (after === undefined) return [];
    if (!owns(sync, after)) return [`created ${shown(after)}`];
    return foreign.has(identityIn(after.item)) ? [`created ${shown(after)}, which somebody else has`] : [];
  });
}

function nothingOnPartialKnowledge(record: SyncRecord): string[] {
  const { sourcesComplete, state, listed, before } = record;
  const deleted = deletedBy(record);
  if (deleted.length === 0) return [];
  const unlisted = before.filter(({ id }) => !listed.has(id));
  return [
    ...(sourcesComplete ? [] : ["the sources were not complete"]),
    ...(state.wanted.size > 0 ? [] : ["no row was desired"]),
    ...(unlisted.length === 0 ? [] : [`${unlisted.length} rows of the tenant were not listed`]),
  ].map((why) => `deleted ${deleted.map(shown).join("; ")}: ${why}`);
}

function withinBound(record: SyncRecord): string[] {
  const { sync, step, before, outcome } = record;
  const { counts } = outcome?.plan ?? {};
  const owned = before.filter((held) => owns(sync, held)).length;
  const bound = boundOf(sync, owned, step.allowDelete);
  const deleted = deletedBy(record).length;
  const isTooCareful = outcome?.held?.code === "TooManyDeletes" && (counts?.held ?? 0) <= bound;
  return [
    ...(deleted > bound && step.mode !== "adopt" ? [`${deleted} of ${owned} deleted, bound ${bound}`] : []),
    ...(isTooCareful ? [`${counts?.held} held back, bound ${bound}`] : []),
  ];
}

function allowedDeletes(record: SyncRecord, { scenario }: SyncHappened): string[] {
  const { sync, state, step, before } = record;
  const { policy } = sync.rules;
  if (step.mode === "adopt") return [];
  const isTight = before.length + state.wanted.size > scenario.capacity;
  // A repeated call updates what its first attempt created.
  const known = new Set(before.map(({ id }) => id));
  const updates = ownChanges(record).filter((change) => change.after && known.has(change.before?.id ?? ""));
  const changed = policy === "create_only" && updates.length > 0 ? ["changed a row"] : [];
  const wrong = deletedBy(record).filter(({ item }) => {
    const object = objectOf(item);
    const isWanted = state.wanted.has(identityIn(item));
    if (policy === "create_only" || policy === "lease") return true;
    if (state.invalidObjects.has(object) && !state.objects.has(object)) return true;
    if (policy === "upsert") return isWanted || !(state.withdrawn.has(object) || state.objects.has(object));
    return isWanted && !isTight;
  });
  return [...changed, ...wrong.map((held) => `deleted ${shown(held)}`)];
}

function desiredWrites(record: SyncRecord): string[] {
  const { state, sync } = record;
  return ownChanges(record).flatMap(({ after }) => {
    if (after === undefined) return [];
    const wanted = state.wanted.get(identityIn(after.item));
    if (wanted === undefined) return [`wrote ${shown(after)}, which is not desired`];
    const { row } = wanted.feedRow.desired;
    const isSame = after.item["title"] === row["title"] && after.item["description"] === row["description"];
    const isOurs = owns(sync, after);
    return isSame && isOurs ? [] : [`wrote ${JSON.stringify(after.item)} instead of ${JSON.stringify(row)}`];
  });
}

/** Replays the changes of the run. If both sides do not fit, the old side has to go first. */
function oldSides(record: SyncRecord, { scenario }: SyncHappened): string[] {
  const { state, step, before, n } = record;
  if (step.mode === "adopt" || before.length + state.wanted.size > scenario.capacity) return [];
  const held = new Map(before.map(({ item }) => [identityOf(item), identityIn(item)]));
  const found: string[] = [];
  let isDisturbed = false;
  for (const { before: old, after, run } of record.changes) {
    isDisturbed ||= run !== n;
    if (after !== undefined) held.set(identityOf(after.item), identityIn(after.item));
    else if (old !== undefined) {
      held.delete(identityOf(old.item));
      const object = objectOf(old.item);
      const present = new Set(held.values());
      const wanted = [...state.wanted.values()].filter((one) => one.object === object);
      const isCovered = wanted.length === 0 || wanted.some(({ identity }) => present.has(identity));
      if (run === n && !isCovered && !isDisturbed) found.push(`deleted ${shown(old)} before its new side`);
    }
  }
  return found;
}

function plansHold(record: SyncRecord): string[] {
  const { planOnly, calls, saved, error, outcome } = record;
  const writes = calls.filter(({ kind }) => kind === "import" || kind === "delete");
  const isStale = (error as { code?: string } | undefined)?.code === "StalePlan";
  if ((planOnly || isStale) && writes.length > 0) return [`${writes.length} calls that write`];
  const { plan } = saved?.outcome ?? {};
  if (saved === undefined || plan === undefined || planOnly) return [];
  const stale =
    outcome !== undefined && rowsIn(saved) !== rowsIn(record) ? ["the desired rows were others"] : [];
  // A run that allows deletes also carries out what the plan shows as held back.
  const allowsHeld = (record.step.allowDelete ?? 0) > 0;
  const changes = plan.entries.filter(
    ({ change, reason }) =>
      writingChanges.has(change) || (allowsHeld && change === "keep" && reason?.startsWith("Held:") === true),
  );
  const ids = new Set(changes.map(({ before }) => before?.["id"]));
  const objects = new Set(changes.flatMap(({ after }) => (after === null ? [] : [objectOf(after)])));
  const others = ownChanges(record).flatMap(({ before, after }) => {
    if (after === undefined)
      return ids.has(before?.id) ? [] : [`deleted ${before?.id}, which is not in the plan`];
    return objects.has(objectOf(after.item)) ? [] : [`wrote ${shown(after)}, which is not in the plan`];
  });
  return [...stale, ...others];
}

const writingChanges: ReadonlySet<string> = new Set(["create", "update", "changeAction", "delete"]);

function rowsIn({ state }: SyncRecord): string {
  const rows = [...state.wanted.values()].map(({ identity, feedRow }) => {
    const { row, expiresAfter } = feedRow.desired;
    // The name of the sync replaces the application.
    return JSON.stringify([identity, { ...row, application: null }, expiresAfter]);
  });
  return rows.toSorted().join();
}

function accountedFor({ outcome, rows, planOnly }: SyncRecord): string[] {
  if (outcome === undefined) return [];
  const { plan, results } = outcome;
  const { held: _held, ...counts } = plan.counts;
  const found: string[] = [];
  for (const [change, count] of Object.entries(counts)) {
    const entries = plan.entries.filter((entry) => entry.change === change).length;
    if (entries !== count) found.push(`${entries} entries ${change}, ${count} counted`);
  }
  if (planOnly) return results.length === 0 ? found : [...found, "a plan has results"];
  const expected = rows.length + plan.counts.delete;
  if (results.length !== expected) found.push(`${results.length} results, ${expected} expected`);
  for (const [i, { desired }] of rows.entries()) {
    const { key = "none", change } = results[i] ?? {};
    const [type, value] = key.split("|");
    const object = objectOf({ indicatorType: type, indicatorValue: value });
    if (object !== objectOf(desired.row)) found.push(`row ${i} has the result of ${key}`);
    if (change === "delete") found.push(`row ${i} is deleted`);
  }
  return found;
}

function trueResults({ outcome, after, changes, n, rows }: SyncRecord): string[] {
  if (outcome === undefined) return [];
  const ids = new Set(after.map(({ id }) => id));
  const identities = new Set(after.map(({ item }) => identityIn(item)));
  const disturbed = new Set(changes.filter(({ run }) => run !== n).map(({ before }) => before?.id));
  return outcome.results.flatMap(({ change, key, id, isFailed, reason }, i) => {
    if (isFailed || reason?.startsWith("NotInPlan") === true) return [];
    if (change === "delete" && id !== null && ids.has(id)) return [`${key} is not deleted`];
    if (!["create", "update", "changeAction"].includes(change) || (id !== null && disturbed.has(id)))
      return [];
    if (id !== null && !ids.has(id)) return [`${key} is not there as ${id}`];
    const { row } = (rows[i] ?? { desired: { row: {} } }).desired;
    const isMerged = outcome.plan.entries.length < rows.length;
    return isMerged || identities.has(identityIn(row)) ? [] : [`${key} is not there`];
  });
}

function leasesEnd(record: SyncRecord): string[] {
  const { sync, state, startedAtMs } = record;
  if (sync.rules.policy !== "lease") return [];
  return ownChanges(record).flatMap(({ after }) => {
    const wanted = after && state.wanted.get(identityIn(after.item));
    if (after === undefined || wanted === undefined) return [];
    const lifeMs = lifetimeOf(sync, wanted.feedRow) ?? 0;
    const fixed = wanted.feedRow.desired.row["expirationTime"];
    const isRelative = wanted.feedRow.desired.expiresAfter !== undefined;
    const fixedMs = typeof fixed === "string" && !isRelative ? Date.parse(fixed) : Number.POSITIVE_INFINITY;
    const end = endOf(after);
    const isEarly = end < Math.min(fixedMs, startedAtMs + lifeMs) - 1000;
    return end === Number.POSITIVE_INFINITY || isEarly ? [`${shown(after)} ends at ${end}`] : [];
  });
}

function trueDrift({ outcome, left, step }: SyncRecord): string[] {
  if (step.mode === "adopt") return [];
  return (outcome?.plan.entries ?? []).flatMap(({ key, after, reason }) => {
    if (after === null || reason?.startsWith("Drift: the last run left") !== true) return [];
    return left?.has(identityIn(after)) === true ? [] : [`${key} was not left by the last run`];
  });
}
