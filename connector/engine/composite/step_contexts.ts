/** What the steps of a composed action share within one run. */
import type { Composed } from "../../contract/generated/meta/composed.js";
import type { Manifest } from "../../contract/generated/meta/manifest.js";
import type { Clock, JsonObject, RunEvent } from "../../contract/types.js";
import type { OutputRedactor } from "../output_redactor.js";
import type { RunStats } from "../results/run_stats.js";
import type { RunContext } from "../run_context.js";
import { initialState, type RunState } from "../run_state.js";

/** A step as declared. */
export type Step = NonNullable<Composed["steps"]>[number];

/** A composed action with steps. */
export type RowSteps = Composed & Required<Pick<Composed, "steps" | "rows" | "results">>;

/** Everything that one run of a composed action needs. */
export interface StepsJob {
  readonly composed: RowSteps;
  readonly manifest: Pick<Manifest, "http">;
  readonly clock: Clock;
  readonly stats: RunStats;
  readonly emit: (event: RunEvent) => void;
  readonly out: OutputRedactor;
  /** Returns the context of a step's action, with the same deadline and statistics. */
  readonly contextFor: (name: string) => RunContext;
}

/** The context of a step's action, and what its earlier rounds left. */
interface StepContext {
  readonly context: RunContext;
  readonly state: RunState;
}

/** The contexts of all steps, one per action. */
export class StepContexts {
  readonly #contextFor: StepsJob["contextFor"];
  readonly #known = new Map<string, StepContext>();

  constructor({ contextFor }: StepsJob) {
    this.#contextFor = contextFor;
  }

  of({ action }: Step): StepContext {
    const known = this.#known.get(action);
    if (known !== undefined) return known;
    const made = { context: this.#contextFor(action), state: initialState() };
    this.#known.set(action, made);
    return made;
  }

  /** Lets the other steps check the capacity again: this step may have freed some. */
  resetCapacity({ action }: Step): void {
    for (const [name, { state }] of this.#known) if (name !== action) state.capacity = undefined;
  }
}

/** Returns the result of a row that failed at the step. */
export function failedAt(
  { composed }: Pick<StepsJob, "composed">,
  result: JsonObject | undefined,
  reason: string,
  action: string | undefined,
): JsonObject {
  const { failedField, reasonField, step } = composed.results;
  return { ...result, [failedField]: true, [reasonField]: reason, [step]: action };
}

/** Returns the indexes of the results that have not failed. */
export function goingOn({ composed }: Pick<StepsJob, "composed">, results: readonly JsonObject[]): number[] {
  const { failedField } = composed.results;
  return [...results.keys()].filter((i) => results[i]?.[failedField] === false);
}
