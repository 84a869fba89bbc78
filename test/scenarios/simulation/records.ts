/** Records of a simulation for the invariants. */
import type { ActionOutput, JsonObject, RunEvent } from "../../../connector/index.js";
import type { RunPlan, Scenario } from "./scenario.js";
import type { Call } from "./network_model.js";
import type { ServiceModel } from "./service_model.js";

/** One run in one life. */
export interface RunRecord {
  readonly plan: RunPlan;
  /** Its number in the scenario. */
  readonly index: number;
  readonly life: number;
  readonly startedAt: number;
  readonly events: RunEvent[];
  cancelledAt?: number;
  endedAt?: number;
  /** Results of the rows, as far as they were reported. */
  results: readonly JsonObject[];
  output?: ActionOutput;
  error?: unknown;
}

/** Everything that the invariants check. */
export interface Happened {
  readonly scenario: Scenario;
  /** Of every life. */
  readonly records: readonly RunRecord[];
  /** The last record of each run. */
  readonly runs: readonly RunRecord[];
  readonly calls: readonly Call[];
  readonly service: ServiceModel;
  /** Why the simulation did not end; undefined if it did. */
  readonly stuck: string | undefined;
  /** End times of the lives that crashed, by their number. */
  readonly deaths: ReadonlyMap<number, number>;
  /** Everything that was written to journals. */
  readonly journal: string;
  readonly secrets: readonly string[];
}
