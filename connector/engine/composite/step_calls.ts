/** Runs the actions of the steps on rows. */
import { getAt, setAt } from "../../contract/json_pointer.js";
import type { ActionInput, ActionOutput, JsonObject, RunEvent } from "../../contract/types.js";
import { settledOutput } from "../results/build_output.js";
import { RunStats } from "../results/run_stats.js";
import { run } from "../run_rows.js";
import type { Step, StepContexts, StepsJob } from "./step_contexts.js";
import type { StepOutcomes } from "./step_outcomes.js";
import { rowFor } from "./step_rows.js";

/** The rows of one round, and their results so far. */
export interface Round {
  readonly rows: readonly unknown[];
  readonly results: JsonObject[];
  /** Position of the first row in the input. */
  readonly first: number;
}

/** Sends rows through steps. */
export class StepCalls {
  readonly #envelope: ActionInput;
  readonly #job: StepsJob;
  readonly #contexts: StepContexts;
  readonly #outcomes: StepOutcomes;

  constructor(envelope: ActionInput, job: StepsJob, contexts: StepContexts, outcomes: StepOutcomes) {
    this.#envelope = envelope;
    this.#job = job;
    this.#contexts = contexts;
    this.#outcomes = outcomes;
  }

  /** Sends the due rows through the step, and updates their results. @param due - indexes of rows in the round */
  async take(step: Step, { rows, results, first }: Round, due: readonly number[]): Promise<void> {
    const { failedField, reasonField, step: stepField } = this.#job.composed.results;
    const of = this.#contexts.of(step).context.compiled.action.results;
    const sent = due.map((i) => rowFor(step, rows[i]));
    const positions = due.map((i) => first + i);
    const output = await this.#run(step, sent, positions);
    const stepResults = getAt(output.json_body, of?.items ?? "") as JsonObject[];
    for (const [n, i] of due.entries()) {
      const result = stepResults[n] ?? {};
      // A row continues only if this step certainly succeeded.
      const isDone = result[of?.failedField ?? ""] === (of?.failedWhen === false);
      results[i] = {
        ...results[i],
        ...Object.fromEntries((step.emit ?? []).map((name) => [name, result[name] ?? null])),
        [failedField]: !isDone,
        [reasonField]: result[of?.reasonField ?? ""] ?? null,
        [stepField]: isDone ? null : step.action,
      };
    }
    if (due.some((i) => results[i]?.[failedField] === false)) this.#contexts.resetCapacity(step);
  }

  /** Returns the output of the step's action, whether it was returned or thrown. */
  async #run(step: Step, rows: readonly unknown[], positions: readonly number[]): Promise<ActionOutput> {
    const { context, state } = this.#contexts.of(step);
    const { batch, results } = context.compiled.action;
    const { headers } = this.#envelope;
    const input = setAt(headers === undefined ? {} : { headers }, batch?.items ?? "", rows) as ActionInput;
    const stats = new RunStats(this.#job.clock);
    const emit = (event: RunEvent) => this.#emit(event, positions);
    const sentBefore = state.batches;
    const ran = run(input, { ...context, stats, emit, out: context.out.within() }, state);
    const { output, thrown } = await settledOutput(ran);
    for (const code of stats.summary().errorCodes) this.#job.stats.failure({ code });
    if (state.batches > sentBefore) this.#outcomes.add(output, results?.items ?? "", thrown);
    return output;
  }

  /** Passes on warnings with the positions of the whole input. Progress and summary are those of the whole run. */
  #emit(event: RunEvent, positions: readonly number[]): void {
    if (event.type === "capacity") this.#job.emit(event);
    if (event.type !== "warning") return;
    const rows = event.rows?.map((row) => positions[row] ?? positions[0] ?? 0);
    this.#job.emit({ ...event, ...(rows === undefined ? {} : { rows }) });
  }
}
