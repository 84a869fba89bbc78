/** Runs a composed action: a row continues with the next step only if the step before succeeded. */
import { type ConnectorError, internalError, isConnectorError } from "../../contract/errors.js";
import { getAt, setAt } from "../../contract/json_pointer.js";
import type { ActionInput, ActionOutput, JsonObject, Pages } from "../../contract/types.js";
import { runMessages, stepMessages } from "../messages.js";
import { Pace } from "../pace.js";
import type { ResponseHead } from "../results/batch_outcome.js";
import { withOutput } from "../results/build_output.js";
import { serviceError } from "../results/error_body.js";
import { keyText } from "../rows/row_key.js";
import { UnknownFields } from "../rows/unknown_fields.js";
import { sourceErrorOf } from "../source_error.js";
import { StepCalls } from "./step_calls.js";
import { failedAt, goingOn, type Step, StepContexts, type StepsJob } from "./step_contexts.js";
import { StepOutcomes } from "./step_outcomes.js";
import { StepPreconditions } from "./step_preconditions.js";
import { readOnce, StepRows } from "./step_rows.js";

export type { RowSteps, StepsJob } from "./step_contexts.js";

/** Runs the action on a checked input. Throws if there is no usable response, with what is known about the rows. */
export async function runSteps(input: ActionInput, job: StepsJob): Promise<ActionOutput> {
  const { items } = job.composed.rows;
  const collected: JsonObject[] = [];
  const whole = (output: ActionOutput): ActionOutput => ({
    ...output,
    json_body: setAt(output.json_body, job.composed.results.items, collected),
  });
  const envelope = setAt(input, items, []) as ActionInput;
  const pages = streamSteps([getAt(input, items) as unknown[]], envelope, job);
  try {
    for (;;) {
      const { done, value } = await pages.next();
      if (done === true) return whole(value);
      collected.push(...value);
    }
  } catch (error) {
    if (!isConnectorError(error) || error.output === undefined) throw error;
    throw withOutput(error, whole(error.output as ActionOutput));
  }
}

/**
 * Yields the results of rows that arrive page by page, in order. Then returns the output without them, or throws.
 * @param envelope - the input without its rows
 */
export async function* streamSteps(
  pages: Pages,
  envelope: ActionInput,
  job: StepsJob,
): AsyncGenerator<JsonObject[], ActionOutput> {
  const steps = new Steps(envelope, job);
  try {
    for await (const rows of rounds(pages, job.composed.rows.batchSize, steps))
      yield job.out.rows(await steps.round(rows));
  } catch (error) {
    if (isConnectorError(error)) throw error;
    // A defect of the connector must not lose the results of earlier rounds.
    steps.sourceError = internalError();
  }
  return steps.end();
}

async function* rounds(pages: Pages, batchSize: number, steps: Steps): AsyncGenerator<unknown[]> {
  let round: unknown[] = [];
  try {
    for await (const page of pages) {
      for (const row of page) {
        round.push(row);
        if (round.length < batchSize) continue;
        yield round;
        round = [];
      }
    }
  } catch (error) {
    steps.sourceError = sourceErrorOf(error);
  }
  if (round.length > 0) yield round;
}

class Steps {
  readonly #job: StepsJob;
  readonly #contexts: StepContexts;
  readonly #outcomes: StepOutcomes;
  readonly #unknownFields = new UnknownFields();
  readonly #rows: StepRows;
  readonly #preconditions: StepPreconditions;
  readonly #calls: StepCalls;
  readonly #pace = new Pace();
  /** Names of objects that steps created in this run. A later step must not undo them. */
  readonly #created = new Set<string>();
  #count = 0;
  /** Reason of the very first row. */
  #firstReason: unknown;
  /** Why the rows could not be read to their end. */
  sourceError: ConnectorError | undefined;

  constructor(envelope: ActionInput, job: StepsJob) {
    this.#job = job;
    this.#contexts = new StepContexts(job);
    this.#outcomes = new StepOutcomes(job.manifest);
    this.#rows = new StepRows(job, this.#contexts, this.#unknownFields);
    this.#preconditions = new StepPreconditions(envelope, job, this.#outcomes);
    this.#calls = new StepCalls(envelope, job, this.#contexts, this.#outcomes);
  }

  /** Returns the results of rows that pass all steps together. */
  async round(input: readonly unknown[]): Promise<JsonObject[]> {
    const { composed, stats, emit } = this.#job;
    const { failedField, reasonField } = composed.results;
    const { rows, sent, results } = await this.#checked(input);
    for (const step of composed.steps) await this.#preconditions.check(step, sent, results);
    for (const step of composed.steps) {
      this.#protectCreated(step, sent, results);
      const due = [...rows.keys()].filter((i) => this.#isDue(step, sent[i], results[i] as JsonObject));
      if (due.length > 0) await this.#calls.take(step, { rows, results, first: this.#count }, due);
    }
    if (this.#count === 0) this.#firstReason = results[0]?.[reasonField];
    for (const result of results) stats.row(result[failedField] === true, result[reasonField]);
    this.#count += rows.length;
    stats.emitProgress(emit);
    return results;
  }

  /** Returns the rows, the rows as they are sent, and their first results. */
  async #checked(input: readonly unknown[]) {
    const rows: unknown[] = [];
    const sent: unknown[] = [];
    const results: JsonObject[] = [];
    for (const [i, one] of input.entries()) {
      const row = readOnce(one);
      rows.push(row);
      results.push(this.#rows.firstResult(row, this.#count + i));
      sent.push(this.#rows.asSent(row));
      if (this.#pace.isDue()) await this.#pace.turn();
    }
    return { rows, sent, results };
  }

  /** Returns the output without its rows. Throws if there is no usable response, or the rows could not be read. */
  end(): ActionOutput {
    const { composed, emit } = this.#job;
    this.#unknownFields.emit(emit);
    if (this.#count === 0 && this.sourceError === undefined)
      emit({ type: "warning", code: "NoRows", message: runMessages.noRows });
    const output = {
      ...(this.#outcomes.head() ?? this.#headWithoutCall()),
      json_body: setAt(this.#errorPart(), composed.results.items, []),
    };
    const failure = this.sourceError ?? this.#outcomes.networkError;
    if (failure !== undefined) throw withOutput(failure, output);
    return output;
  }

  #headWithoutCall(): ResponseHead {
    return this.#count === 0
      ? { status_code: 200, response_headers: {}, reason: "OK" }
      : { status_code: 400, response_headers: {}, reason: "Bad Request" };
  }

  /** Returns the error next to the rows if no step accepted any row. */
  #errorPart(): unknown {
    if (this.#outcomes.accepted || this.#count === 0) return {};
    if (this.#outcomes.rejected !== undefined) return this.#outcomes.rejected;
    const reason = String(this.#firstReason);
    const [code = ""] = reason.split(":");
    const message = runMessages.noneSent(this.#count, reason);
    const { context } = this.#contexts.of(this.#job.composed.steps[0] as Step);
    return serviceError(context.compiled.errors, { code, message });
  }

  #isDue({ skipIfEqual }: Step, row: unknown, result: JsonObject): boolean {
    if (result[this.#job.composed.results.failedField] !== false) return false;
    if (skipIfEqual === undefined) return true;
    return keyText(getAt(row, `/${skipIfEqual.row}`)) !== keyText(result[skipIfEqual.result]);
  }

  /** Fails the rows for which the step would undo what an earlier step did, for this row or another one. */
  #protectCreated(step: Step, rows: readonly unknown[], results: JsonObject[]): void {
    const { skipIfEqual } = step;
    if (skipIfEqual === undefined) return;
    const going = goingOn(this.#job, results);
    const madeBy = (i: number) => {
      const created = results[i]?.[skipIfEqual.result] ?? "";
      return created === "" ? null : created;
    };
    for (const i of going) if (madeBy(i) !== null) this.#created.add(keyText(madeBy(i)));
    for (const i of going) {
      const result = results[i] as JsonObject;
      if (!this.#isDue(step, rows[i], result)) continue;
      const own = keyText(getAt(rows[i], `/${skipIfEqual.row}`));
      const isKnown = madeBy(i) !== null;
      if (isKnown && !this.#created.has(own)) continue;
      const reason = isKnown
        ? stepMessages.justCreated(skipIfEqual.row, own)
        : stepMessages.nothingCreated(skipIfEqual.result);
      results[i] = failedAt(this.#job, result, reason, step.action);
    }
  }
}
