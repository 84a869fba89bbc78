/** What a sync should make of its rows: an independent reading of the rules, for comparison with what happened. */
import type { JsonObject } from "../../../connector/index.js";
import type { FeedRow, Value } from "./feed_rows.js";
import { strangerClient, type SyncPlan } from "./scenario.js";
import type { Held } from "./tenant.js";

/** A row that the tenant should contain. */
export interface Wanted {
  readonly index: number;
  readonly feedRow: FeedRow;
  readonly object: string;
  readonly identity: string;
}

/** Desired rows after merging, and what is known of the others. */
export interface DeclaredState {
  /** By identity. */
  readonly wanted: ReadonlyMap<string, Wanted>;
  /** Objects of the wanted rows. */
  readonly objects: ReadonlySet<string>;
  /** Objects of rows that are not valid. */
  readonly invalidObjects: ReadonlySet<string>;
  /** Objects that the service refuses to hold in the wanted form. */
  readonly refusedObjects: ReadonlySet<string>;
  readonly withdrawn: ReadonlySet<string>;
}

/** Returns the name of the object in a row or an item: its type and its value, in one spelling. */
export function objectOf(row: JsonObject): string {
  const [type, value] = [String(row["indicatorType"]), String(row["indicatorValue"])];
  if (type !== "Url") return `${type} ${value.toLowerCase()}`;
  const { origin, pathname } = new URL(value);
  return `${type} ${origin}${pathname}`;
}

/** Returns the object with its scope. */
function placeOf(row: JsonObject): string {
  return `${objectOf(row)} [${((row["rbacGroupNames"] ?? []) as string[]).toSorted().join()}]`;
}

/** Returns what the tenant holds at most once. */
export function identityIn(row: JsonObject): string {
  return `${placeOf(row)} ${String(row["action"])}`;
}

/** Resolves the rows of a run. @param pulled - what the sources say */
export function declaredState(
  { rows, withdrawn }: { readonly rows: readonly FeedRow[]; readonly withdrawn: readonly Value[] },
  sync: SyncPlan,
  nowMs: number,
): DeclaredState {
  const valid = rows.flatMap((feedRow, index) => {
    const { row } = feedRow.desired;
    if (isInvalid(feedRow, nowMs)) return [];
    return [{ index, feedRow, object: objectOf(row), identity: identityIn(row) }];
  });
  const merged = bestBy(valid, ({ identity }) => identity, sync);
  const used = bestBy(merged, ({ feedRow }) => placeOf(feedRow.desired.row), sync);
  const invalid = rows.filter((feedRow) => isInvalid(feedRow, nowMs));
  const refused = used.filter(({ feedRow }) => feedRow.kind === "refused");
  return {
    wanted: new Map(used.map((one) => [one.identity, one])),
    objects: new Set(used.map(({ object }) => object)),
    invalidObjects: new Set(invalid.map(({ desired }) => objectOf(desired.row))),
    refusedObjects: new Set(refused.map(({ object }) => object)),
    withdrawn: new Set(
      withdrawn.map(({ type, spellings }) => objectOf({ indicatorType: type, indicatorValue: spellings[0] })),
    ),
  };
}

function isInvalid({ kind, desired }: FeedRow, nowMs: number): boolean {
  const end = desired.row["expirationTime"];
  return kind === "invalid" || (typeof end === "string" && Date.parse(end) <= nowMs);
}

function bestBy(rows: readonly Wanted[], keyOf: (row: Wanted) => string, sync: SyncPlan): Wanted[] {
  const best = new Map<string, Wanted>();
  for (const row of rows) {
    const other = best.get(keyOf(row));
    if (other === undefined || compareRanks(row.feedRow, other.feedRow, sync) < 0) best.set(keyOf(row), row);
  }
  return [...best.values()];
}

const severities = ["Informational", "Low", "Medium", "High"];

/** Orders by rank: the better row first. */
export function compareRanks(a: FeedRow, b: FeedRow, { rules }: SyncPlan): number {
  for (const word of rules.rank ?? []) {
    const name = word.replace("-", "");
    const [one, other] = [rankOf(a, name), rankOf(b, name)];
    if (one === other) continue;
    if (one === undefined || other === undefined) return one === undefined ? 1 : -1;
    return word.startsWith("-") ? one - other : other - one;
  }
  return 0;
}

function rankOf({ desired }: FeedRow, name: string): number | undefined {
  if (name === "confidence") return desired.facts?.["confidence"] as number | undefined;
  const severity = desired.row["severity"] as string | undefined;
  return severity === undefined ? undefined : severities.indexOf(severity);
}

/** Whether the sync owns the row. */
export function owns({ client, rules }: SyncPlan, { item }: Held): boolean {
  const isOurs =
    String(item["createdBy"]).toLowerCase() === client && item["createdBySource"] === "PublicApi";
  return isOurs && (rules.ownership === "client" || item["application"] === rules.name);
}

/** Whether a run that adopts may take the row over. */
export function canAdopt({ client }: SyncPlan, { item }: Held): boolean {
  const creator = String(item["createdBy"]).toLowerCase();
  return creator === client && creator !== strangerClient && item["createdBySource"] === "PublicApi";
}

/** Returns the greatest number of rows that a run may delete. */
export function boundOf({ rules }: SyncPlan, owned: number, allowDelete = 0): number {
  const { count = Number.POSITIVE_INFINITY, share = 0.3 } = rules.maxDelete ?? {};
  const ofShare = owned < 10 ? owned : Math.floor(owned * share + 0.000001);
  return Math.max(allowDelete, Math.min(count, ofShare));
}

/** Returns the lifetime that the sync gives the row, in milliseconds; undefined without one. */
export function lifetimeOf({ rules }: SyncPlan, { desired }: FeedRow): number | undefined {
  const lifetimes: Readonly<Record<string, number>> = { PT4H: 4, P1D: 24, P30D: 720 };
  const own = (lifetimes[desired.expiresAfter ?? ""] ?? 0) * 3_600_000;
  const lease = rules.policy === "lease" ? 3 * (rules.everyMs ?? 0) : 0;
  return own + lease === 0 ? undefined : Math.max(own, lease);
}
