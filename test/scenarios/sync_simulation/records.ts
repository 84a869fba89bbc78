/** Records of a simulation of syncs for the invariants. */
import type { RunEvent } from "../../../connector/index.js";
import type { SyncOutcome } from "../../../connector/platform_api.js";
import type { Call } from "../simulation/network_model.js";
import type { DeclaredState } from "./declared_state.js";
import type { FeedRow } from "./feed_rows.js";
import type { RunStep, SyncPlan, SyncScenario } from "./scenario.js";
import type { Held, Tenant, TenantChange } from "./tenant.js";

/** One run of one sync in one life of the process. */
export interface SyncRecord {
  readonly n: number;
  readonly step: RunStep;
  readonly sync: SyncPlan;
  readonly rows: readonly FeedRow[];
  readonly state: DeclaredState;
  /** Whether every source was read to its end and none of several was empty. */
  readonly sourcesComplete: boolean;
  readonly planOnly: boolean;
  /** The run that made the plan to apply. */
  readonly saved?: SyncRecord;
  /** What the tenant held at the start. */
  readonly before: readonly Held[];
  readonly startedAtMs: number;
  /** Ids that lists returned before the first call that wrote. */
  readonly listed: Set<string>;
  readonly events: RunEvent[];
  /** Identities in the tenant after the last run of the sync that finished; undefined if the last run did not. */
  readonly left: ReadonlySet<string> | undefined;
  /** True: of the repaired world at the end. */
  readonly isFinal: boolean;
  calls: readonly Call[];
  changes: readonly TenantChange[];
  /** What the tenant held at the end. */
  after: readonly Held[];
  endedAtMs?: number;
  outcome?: SyncOutcome;
  error?: unknown;
}

/** Everything that the invariants check. */
export interface SyncHappened {
  readonly scenario: SyncScenario;
  readonly records: readonly SyncRecord[];
  /** The last run of each sync before the one that should write nothing. */
  readonly last: readonly SyncRecord[];
  /** The runs that should write nothing. */
  readonly again: readonly SyncRecord[];
  readonly tenant: Tenant;
  readonly nowMs: number;
  /** Why the simulation did not end; undefined if it did. */
  readonly stuck: string | undefined;
}
