/** What the tenant holds when everything works and all syncs have run. */
import { rejectionOf } from "../simulation/marks.js";
import { compareRanks, identityIn, lifetimeOf, objectOf, owns, type Wanted } from "./declared_state.js";
import type { SyncHappened, SyncRecord } from "./records.js";
import { endOf, type Held, type Tenant } from "./tenant.js";

/** Returns how the tenant differs from what the last runs should leave. */
export function finalState({ last, again, tenant, nowMs, stuck }: SyncHappened): string[] {
  if (stuck !== undefined) return [];
  const ended = [...last, ...again].flatMap(({ n, error, outcome }) => {
    const failure = error ?? outcome?.failure;
    return failure === undefined ? [] : [`run ${n} failed: ${(failure as Error).message}`];
  });
  if (tenant.size > tenant.capacity) ended.push("the tenant is over its capacity");
  const synced = { all: tenant.all(), isFull: isFull(last, tenant), nowMs };
  return [...ended, ...last.flatMap((record) => new SyncedTenant(record, synced).faults())];
}

/** Whether no place is left. A place that was meant for a refused row stays free. */
function isFull(records: readonly SyncRecord[], { size, capacity }: Tenant): boolean {
  return size + refusedIn(records) >= capacity;
}

function refusedIn(records: readonly SyncRecord[]): number {
  const wanted = records.flatMap(({ state }) => [...state.wanted.values()]);
  return wanted.filter(({ feedRow }) => feedRow.kind === "refused").length;
}

/** Returns the calls that the second run made, except those with rows that the service refuses. */
export function secondRun({ again, tenant, stuck }: SyncHappened): string[] {
  // A refused row takes a place again and again, and the other sync fills it.
  if (stuck !== undefined || (refusedIn(again) > 0 && isFull(again, tenant))) return [];
  return again.flatMap(({ n, calls, changes }) => {
    const writes = calls.filter(
      ({ kind, rows }) => kind === "delete" || rows.some((row) => rejectionOf(row) === undefined),
    );
    return writes.length + changes.length === 0 ? [] : [`run ${n} made ${writes.length} calls that write`];
  });
}

/** The tenant after all syncs. */
interface Synced {
  readonly all: readonly Held[];
  readonly isFull: boolean;
  readonly nowMs: number;
}

/** One sync and the tenant after it. */
class SyncedTenant {
  readonly #record: SyncRecord;
  readonly #own: readonly Held[];
  readonly #byIdentity: ReadonlyMap<string, Held>;
  readonly #foreign: ReadonlySet<string>;
  readonly #isFull: boolean;
  readonly #nowMs: number;
  /** Whether the sync may delete rows that are not desired. */
  readonly #mayDelete: boolean;

  constructor(record: SyncRecord, { all, isFull: full, nowMs }: Synced) {
    const { sync, state, sourcesComplete } = record;
    const { policy } = sync.rules;
    this.#record = record;
    this.#own = all.filter((held) => owns(sync, held));
    this.#byIdentity = new Map(this.#own.map((held) => [identityIn(held.item), held]));
    const others = all.filter((held) => !owns(sync, held)).map(({ item }) => identityIn(item));
    this.#foreign = new Set(others);
    this.#isFull = full;
    this.#nowMs = nowMs;
    const canDelete = policy === "mirror" || policy === "upsert";
    this.#mayDelete = canDelete && sourcesComplete && state.wanted.size > 0;
  }

  faults(): string[] {
    const { sync, state } = this.#record;
    const all = [...state.wanted.values()];
    const missing = all.filter(
      ({ identity }) => !this.#byIdentity.has(identity) && !this.#foreign.has(identity),
    );
    const found = [
      ...this.#own.flatMap((held) => this.#leftOver(held)),
      ...all.flatMap((wanted) => this.#different(wanted)),
      ...missing
        .filter((wanted) => !this.#mayBeMissing(wanted))
        .map(({ identity }) => `${identity} is missing`),
      ...this.#badlyRanked(all, missing),
    ];
    return found.map((what) => `${sync.rules.name}: ${what}`);
  }

  #mayBeMissing({ object, feedRow }: Wanted): boolean {
    if (feedRow.kind === "refused" || this.#isFull) return true;
    return !this.#mayDelete && this.#hasOldSide(object);
  }

  #hasOldSide(object: string): boolean {
    const { wanted } = this.#record.state;
    return this.#own.some(({ item }) => objectOf(item) === object && !wanted.has(identityIn(item)));
  }

  #leftOver({ item }: Held): string[] {
    const { state, sync } = this.#record;
    const object = objectOf(item);
    if (!this.#mayDelete || state.wanted.has(identityIn(item))) return [];
    if (state.invalidObjects.has(object) || state.refusedObjects.has(object)) return [];
    const isGone = sync.rules.policy === "mirror" || state.objects.has(object) || state.withdrawn.has(object);
    return isGone ? [`${identityIn(item)} is left over`] : [];
  }

  #different({ identity, feedRow }: Wanted): string[] {
    const held = this.#byIdentity.get(identity);
    if (held === undefined || this.#record.sync.rules.policy === "create_only") return [];
    if (feedRow.kind === "refused") return [];
    const { row } = feedRow.desired;
    const { item } = held;
    const expected = {
      title: row["title"],
      description: row["description"],
      severity: row["severity"] ?? "Informational",
      generateAlert: row["generateAlert"] === true,
      recommendedActions: null,
    };
    const wrong = Object.entries(expected).filter(([name, value]) => item[name] !== value);
    const names = [
      ...wrong.map(([name]) => name),
      ...(this.#endIsRight(held, feedRow) ? [] : ["expirationTime"]),
    ];
    return names.length === 0 ? [] : [`${identity} has another ${names.join()}: ${JSON.stringify(item)}`];
  }

  #endIsRight(held: Held, feedRow: Wanted["feedRow"]): boolean {
    const { row, expiresAfter } = feedRow.desired;
    const lifeMs = lifetimeOf(this.#record.sync, feedRow);
    const fixed = row["expirationTime"];
    const hasFixed = typeof fixed === "string" && expiresAfter === undefined;
    const fixedMs = hasFixed ? Math.floor(Date.parse(fixed) / 1000) * 1000 : Number.POSITIVE_INFINITY;
    const end = endOf(held);
    if (lifeMs === undefined) return end === fixedMs;
    // Half an hour for the runs since the row was written.
    const isLateEnough = end >= Math.min(fixedMs, this.#nowMs + lifeMs / 2 - 1_800_000);
    return isLateEnough && end <= Math.min(fixedMs, this.#nowMs + 1.5 * lifeMs) + 2000;
  }

  /** A row that stays out must not have a higher rank than one that was let in. */
  #badlyRanked(all: readonly Wanted[], missing: readonly Wanted[]): string[] {
    const { sync, state } = this.#record;
    if (!this.#mayDelete || sync.rules.policy !== "mirror" || state.refusedObjects.size > 0) return [];
    const held = all.filter(({ identity }) => this.#byIdentity.has(identity));
    return missing.flatMap((out) => {
      const worse = held.find((one) => compareRanks(out.feedRow, one.feedRow, sync) < 0);
      return worse === undefined ? [] : [`${out.identity} is out, and ${worse.identity} is in`];
    });
  }
}
