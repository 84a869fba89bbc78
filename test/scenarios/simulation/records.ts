/** What a simulation leaves behind for the invariants to look at. */
import type { ActionOutput, JsonObject, RunEvent } from "../../../connector/index.js";
import type { RunPlan, Scenario } from "./scenario.js";
import type { Call, ServiceModel } from "./service_model.js";

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
  /** Of the rows, as far as they are told. */
  results: readonly JsonObject[];
  output?: ActionOutput;
  error?: unknown;
}

/** Everything that invariants look at. */
export interface Happened {
  readonly scenario: Scenario;
  /** Of every life. */
  readonly records: readonly RunRecord[];
  /** The last record of each run. */
  readonly runs: readonly RunRecord[];
  readonly calls: readonly Call[];
  readonly service: ServiceModel;
  /** Why the simulation came to no end; undefined where it did. */
  readonly stuck: string | undefined;
  /** When the lives that did not end by themselves ended, by their number. */
  readonly deaths: ReadonlyMap<number, number>;
  /** All that was written to journals. */
  readonly journal: string;
  readonly secrets: readonly string[];
}
