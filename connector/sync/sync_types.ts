/** What a sync consists of: desired rows, settings, and the plan that leads from the existing rows to the desired ones. */
import type { ConnectorError } from "../contract/errors.js";
import type { Composed } from "../contract/generated/meta/composed.js";
import type { JsonObject } from "../contract/types.js";

/** A target of syncs, as an action declares it. */
export type SyncTarget = NonNullable<Composed["sync"]>;

/** The policies, from the most careful one. */
export const syncPolicies = ["create_only", "upsert", "mirror", "lease"] as const;

/** What a sync may do: see the schema of the sync file. */
export type SyncPolicy = (typeof syncPolicies)[number];

/** A row that the target should contain. */
export interface DesiredRow {
  /** The row as the import action accepts it. A row that is not an object is rejected. */
  readonly row: unknown;
  /** Lifetime from the import on, as an ISO 8601 duration. Replaces an end that the row contains. */
  readonly expiresAfter?: string;
  /** What the source says about the row and the row does not contain, for `rank`: `confidence`, `validFrom`. */
  readonly facts?: Readonly<Record<string, unknown>>;
  /** Why the import action would reject the row: `Code: sentence`. */
  readonly rejected?: string;
}

/** Everything that is desired. */
export interface DesiredState {
  readonly rows: readonly DesiredRow[];
  /** Rows that the sources withdrew (revoked, deleted). Only the fields of their object, such as type and value, are read. */
  readonly withdrawn?: readonly JsonObject[];
  /** Whether the rows are only what is new since a checkpoint. Then nothing is known about the other rows: they stay. */
  readonly isDelta?: boolean;
}

/** Whether both sides of a comparison are known to their end. */
export interface Completeness {
  /** Every page of every source was read, and none of several sources was empty. */
  readonly sources: boolean;
  /** The list of the target was read to its end. */
  readonly target: boolean;
}

/** How many rows a sync may delete: the smaller bound holds. */
export interface MaxDelete {
  readonly count?: number;
  /** Fraction of the owned rows. Default 0.3. Not applied to fewer than 10 owned rows. */
  readonly share?: number;
}

/** What a person decides about a sync. */
export interface SyncRules {
  /** Name of the sync: the value of the owner field. */
  readonly name: string;
  readonly policy: SyncPolicy;
  /** `client`: every row of the client id is owned, whatever its owner field contains. Default `name`. */
  readonly ownership?: "name" | "client";
  readonly maxDelete?: MaxDelete;
  /** Raises the bound of deletes to this number. */
  readonly allowDelete?: number;
  /** Fields that decide which rows stay if not all fit: the highest number, earliest time or first text; `-` reverses. */
  readonly rank?: readonly string[];
  /** Interval of the runs in milliseconds. The policy lease needs it. */
  readonly everyMs?: number;
}

/** Identities of rows in the target, with their end of life in milliseconds; null: none. */
export type LeftKeys = ReadonlyMap<string, number | null>;

/** What planning needs in addition to the rows. */
export interface PlanSettings {
  readonly target: SyncTarget;
  readonly rules: SyncRules;
  /** Client id, or user, of the sync. Compared with the client field of listed items. */
  readonly client: string;
  /** Address of the service, and tenant: a saved plan fits no other one. */
  readonly destination: string;
  readonly complete: Completeness;
  /** Milliseconds since 1970. */
  readonly nowMs: number;
  /** What the plan contains as `sync`, such as the content of the sync file. Default: the rules. */
  readonly sync?: JsonObject;
  /** Take over rows of the client with another name, instead of syncing. */
  readonly adopt?: boolean;
  /** What the last finished run left in the target: a missing row is drift. */
  readonly previous?: LeftKeys;
}

/** What happens to a row. */
export const changes = [
  "create",
  "update",
  "changeAction",
  "delete",
  "keep",
  "overCapacity",
  "foreign",
  "rejected",
] as const;

/** What happens to a row. `changeAction`: a new row replaces one with another variant or scope. */
export type Change = (typeof changes)[number];

/** One line of a plan. */
export interface PlanEntry {
  readonly change: Change;
  /** Fields of the object and the variant, separated by `|`. */
  readonly key: string;
  /** What exists, with its id; null if nothing does. Also null if nothing changes. */
  readonly before: JsonObject | null;
  /** The row that is sent, or was desired; null for a delete. Also null if nothing changes. */
  readonly after: JsonObject | null;
  /** `Code: sentence`; null if there is nothing to explain. */
  readonly reason: string | null;
}

/** How often each change occurs. */
export type PlanCounts = Readonly<Record<Change, number>> & {
  /** Rows that would be deleted or replaced if nothing held the deletes back; absent if there are none. */
  readonly held?: number;
};

/** What a sync would do. */
export interface SyncPlan {
  readonly version: 1;
  readonly sync: JsonObject;
  /** SHA-256 of the desired rows, before relative ends of life are computed. */
  readonly desiredDigest: string;
  /** SHA-256 of the owned rows that were listed, and of the client and the tenant that own them. */
  readonly ownedDigest: string;
  readonly complete: Completeness;
  readonly counts: PlanCounts;
  /** Ordered by key. */
  readonly entries: readonly PlanEntry[];
}

/** What a person should know about a plan as a whole. */
export interface SyncNotice {
  readonly code: string;
  readonly message: string;
}

/** An entry of a plan with the rows that it is about. */
export interface PlanLine {
  readonly entry: PlanEntry;
  /** Position of the desired row. */
  readonly index?: number;
  /** Id of the existing row. */
  readonly id?: string;
  /** Object of a new row, or of an old one that stays until the new ones of its object are imported. */
  readonly object?: string;
  /** Identity of the desired row, or of the existing one if that stays. */
  readonly identity?: string;
  /** End of life of a row that is not written, in milliseconds; null: none. */
  readonly end?: number | null;
}

/** A plan, and what is known about it beyond its entries. */
export interface Planned {
  readonly plan: SyncPlan;
  /** The entries of the plan in the same order. */
  readonly lines: readonly PlanLine[];
  readonly notices: readonly SyncNotice[];
  /** Why deletes are held back; absent if none are. */
  readonly held?: SyncNotice;
  /** For each desired row, the index of its entry. */
  readonly entryOf: readonly number[];
}

/** One call of a sync: to plan, or to apply. */
export interface SyncRequest extends Pick<PlanSettings, "rules" | "sync" | "adopt"> {
  readonly desired: DesiredState;
  /** Whether every source was read to its end, and none of several was empty. */
  readonly sourcesComplete: boolean;
  /** Return the plan and change nothing. */
  readonly planOnly?: boolean;
  /** Apply exactly this plan. Throws StalePlan if the desired or the owned rows have changed since. */
  readonly saved?: SyncPlan;
  /** Path of the journal: it keeps two processes apart, and knows what a crash interrupted and what the last run left. */
  readonly journal?: string;
}

/** What became of one entry of a plan. */
export interface SyncResult {
  readonly change: Change;
  readonly key: string;
  /** Id in the target, if it is known. */
  readonly id: string | null;
  readonly isFailed: boolean;
  /** `Code: sentence`; null if there is nothing to explain. */
  readonly reason: string | null;
}

/** What a sync did. */
export interface SyncOutcome extends Planned {
  /** One result for each desired row, in order, then one for each deleted row. Empty if only planned. */
  readonly results: readonly SyncResult[];
  /** Why calls ended early, such as a network error or a cancelled run. */
  readonly failure?: ConnectorError;
}
