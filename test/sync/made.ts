/** Makes targets, rows and listed items for tests of planning. */
import type { JsonObject } from "../../connector/index.js";
import { load, packageRoot } from "../../connector/index.js";
import { planSync } from "../../connector/sync/plan.js";
import type {
  DesiredRow,
  DesiredState,
  Planned,
  PlanSettings,
  SyncRules,
  SyncTarget,
} from "../../connector/sync/sync_types.js";
import { row } from "../support/rows.js";

/** The declared target of this package. */
export const target = load(packageRoot()).composed.get("sync_indicators")?.sync as SyncTarget;

/** The time of all plans. */
export const nowMs = Date.parse("2026-11-30T08:00:00Z");

const client = "client-1";

/** Settings of a plan, with what differs from the usual ones. */
export type Change = Partial<Omit<PlanSettings, "rules">> & { readonly rules?: Partial<SyncRules> };

/** Returns the settings of a plan. */
export function settings({ rules, ...others }: Change = {}): PlanSettings {
  return {
    target,
    client,
    destination: "https://api.example tenant-1",
    complete: { sources: true, target: true },
    nowMs,
    rules: { name: "feed-a", policy: "mirror", ...rules },
    ...others,
  };
}

/** Returns an item as the service lists it; an owned one unless the change says otherwise. */
export function item(n: number, change: JsonObject = {}): JsonObject {
  const { application: _application, ...own } = row(n);
  return {
    id: String(n),
    ...own,
    severity: "Informational",
    recommendedActions: null,
    expirationTime: null,
    generateAlert: false,
    educateUrl: null,
    bypassDurationHours: null,
    mitreTechniques: [],
    rbacGroupNames: [],
    createdBy: client,
    application: "feed-a",
    createdBySource: "PublicApi",
    lastUpdatedBy: null,
    ...change,
  };
}

/** Returns that many items. */
export function items(from: number, to: number, change: JsonObject = {}): JsonObject[] {
  return Array.from({ length: to - from }, (_none, i) => item(from + i, change));
}

/** Returns that many rows. */
export function wanted(from: number, to: number, change: JsonObject = {}): JsonObject[] {
  return Array.from({ length: to - from }, (_none, i) => row(from + i, change));
}

/** Plans rows, or desired rows with what is known about them. */
export function plan(
  rows: readonly (JsonObject | DesiredRow)[],
  listed: readonly unknown[],
  change: Change & Pick<Partial<DesiredState>, "withdrawn" | "isDelta"> = {},
): Promise<Planned> {
  const { withdrawn, isDelta, ...others } = change;
  const desired = rows.map((one) => ("row" in one ? (one as DesiredRow) : { row: one }));
  const state: DesiredState = {
    rows: desired,
    ...(withdrawn === undefined ? {} : { withdrawn }),
    ...(isDelta === undefined ? {} : { isDelta }),
  };
  return planSync(state, listed, settings(others));
}

/** Returns the message of what planning throws. */
export async function faultOf(planning: Promise<Planned>): Promise<string> {
  return planning.then(
    () => "planned",
    (error: Error) => error.message,
  );
}

/** Returns the changes of a plan as `change value`, without rows that stay as they are. */
export function changesIn({ plan: { entries } }: Planned): string[] {
  return entries
    .filter(({ change, reason }) => change !== "keep" || reason !== null)
    .map(({ change, key, reason }) => `${change} ${key.split("|")[1]} ${reason?.split(":")[0] ?? ""}`.trim());
}

/** Returns what a target contains after a plan was carried out in full. */
export function after({ plan: { entries } }: Planned, listed: readonly JsonObject[]): JsonObject[] {
  const gone = new Set(
    entries
      .filter(({ change }) => change === "delete" || change === "changeAction")
      .map(({ before }) => before?.["id"]),
  );
  const updated = new Map(
    entries
      .filter(({ change }) => change === "update")
      .map(({ before, after: sent }) => [before?.["id"], sent]),
  );
  const made = entries.filter(({ change }) => change === "create" || change === "changeAction");
  const left = listed.filter(({ id }) => !gone.has(id)).map((one) => ({ ...one, ...updated.get(one["id"]) }));
  const created = made.map(({ after: sent, key }, i) => ({
    ...item(0),
    ...sent,
    id: `${listed.length}.${i} ${key}`,
  }));
  return [...left, ...created];
}
