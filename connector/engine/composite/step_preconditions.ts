/** Compares rows with existing objects before a step may act on them. */
import { isConnectorError } from "../../contract/errors.js";
import type { ActionInput, HttpResponse, JsonObject } from "../../contract/types.js";
import { LookupCheck } from "../existing/lookup_check.js";
import { stepMessages } from "../messages.js";
import type { RunContext } from "../run_context.js";
import { failedAt, goingOn, type Step, type StepsJob } from "./step_contexts.js";
import type { StepOutcomes } from "./step_outcomes.js";

/** The preconditions of all steps. */
export class StepPreconditions {
  readonly #envelope: ActionInput;
  readonly #job: StepsJob;
  readonly #outcomes: StepOutcomes;
  /** By step: what exists, or why that is unknown. Fetched once per run. */
  readonly #existing = new Map<Step, LookupCheck | string>();

  constructor(envelope: ActionInput, job: StepsJob, outcomes: StepOutcomes) {
    this.#envelope = envelope;
    this.#job = job;
    this.#outcomes = outcomes;
  }

  /** Fails the rows that name an object which is different from what they say. */
  async check(step: Step, rows: readonly unknown[], results: JsonObject[]): Promise<void> {
    const going = goingOn(this.#job, results);
    if (step.precondition === undefined || going.length === 0) return;
    const existing = this.#existing.get(step) ?? (await this.#list(step.precondition));
    this.#existing.set(step, existing);
    for (const i of going) {
      const rowError = typeof existing === "string" ? existing : existing.rowError(rows[i] as JsonObject);
      if (rowError !== undefined)
        results[i] = failedAt(this.#job, results[i], rowError, step.precondition.action);
    }
  }

  /** Returns what exists. If that cannot be listed, returns the reason for every row. */
  async #list(declared: NonNullable<Step["precondition"]>): Promise<LookupCheck | string> {
    const context = this.#job.contextFor(declared.action);
    let response: HttpResponse | undefined;
    const send: RunContext["send"] = async (request) => {
      const result = await context.send(request);
      response = result.kind === "succeeded" ? undefined : result.response;
      return result;
    };
    try {
      return await LookupCheck.fetch(declared, { ...context, send }, this.#envelope);
    } catch (error) {
      if (!isConnectorError(error)) throw error;
      this.#job.stats.failure(error);
      this.#outcomes.addListFailure(error, response, context.compiled.errors);
      return stepMessages.notListed(error.message);
    }
  }
}
