/** Runs an action that is made of others: a row goes on to the next step only where the one before succeeded. */
import { ConnectorError, internalError, isConnectorError } from "../../contract/errors.js";
import type { Composed } from "../../contract/generated/meta/composed.js";
import type { Manifest } from "../../contract/generated/meta/manifest.js";
import { getAt, isObject, removeAt, setAt } from "../../contract/json_pointer.js";
import type {
  ActionInput,
  ActionOutput,
  Clock,
  HttpResponse,
  JsonObject,
  Pages,
  RunEvent,
} from "../../contract/types.js";
import type { NamesFound } from "../../contract/compiled_action.js";
import { isUnreadableRow, UnreadableRow } from "../../contract/unreadable_row.js";
import { isSuccess } from "../../http/classify_response.js";
import { checkedRow, RowError } from "../rows/validate_row.js";
import { keyText } from "../rows/row_key.js";
import { LookupCheck } from "../existing/lookup_check.js";
import { plainRow } from "../rows/plain_row.js";
import { checkSettings } from "../rows/row_context.js";
import { type RunContext, initialState } from "../run_context.js";
import { Pace } from "../pace.js";
import { noneSent, run, unreadable, withOutput } from "../run_rows.js";
import { serviceError } from "../results/error_body.js";
import { RunStats } from "../results/run_stats.js";
import { UnknownFields } from "../rows/unknown_fields.js";
import { type ResponseHead, RunStatus } from "../results/run_status.js";
import type { OutputRedactor } from "../output_redactor.js";

type Step = Composed["steps"][number];

/** A composed action through which rows go. */
export type RowSteps = Composed & Required<Pick<Composed, "rows" | "results">>;

/** Everything that one run of it needs. */
export interface StepsJob {
  readonly composed: RowSteps;
  readonly manifest: Pick<Manifest, "http">;
  readonly clock: Clock;
  readonly stats: RunStats;
  readonly emit: (event: RunEvent) => void;
  readonly out: OutputRedactor;
  /** The job of a step's action, under the same deadline, its calls counted with those of this one. */
  readonly other: (name: string) => RunContext;
}

type StepJob = RunContext & Required<Pick<RunContext, "state">>;

/** Runs it on an input that was checked. Throws where nothing answered, with what is known of the rows. */
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
 * The results of rows that come page by page, in their order; then the output without them, or what it ended with.
 * @param frame the input without its rows
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
    // A fault of the connector must not lose the results of the rounds before.
    steps.broken = internalError();
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
    steps.broken = unreadable(error);
  }
  if (round.length > 0) yield round;
}

class Steps {
  readonly #envelope: ActionInput;
  readonly #job: StepsJob;
  readonly #status: RunStatus;
  readonly #jobs = new Map<string, StepJob>();
  /** What steps have made in this run, in all its rounds: no later step undoes it. */
  readonly #done = new Set<string>();
  #rows = 0;
  #runs = 0;
  /** Reason of the very first row. */
  #firstReason: unknown;
  /** Body of the first run of which nothing was accepted. */
  #rejected: unknown;
  /** By step: what is there, or why that is not known. Fetched once in a run. */
  readonly #listed = new Map<Step, LookupCheck | string>();
  readonly #unknownFields = new UnknownFields();
  readonly #pace = new Pace();
  /** What kept the rows from being read to their end. */
  broken: ConnectorError | undefined;

  constructor(envelope: ActionInput, job: StepsJob) {
    this.#envelope = envelope;
    this.#job = job;
    this.#status = new RunStatus(job.manifest.http.outputHeaders);
  }

  /** The results of rows that go through all steps together. */
  async round(given: readonly unknown[]): Promise<JsonObject[]> {
    const rows: unknown[] = [];
    const { composed, stats, emit } = this.#job;
    const { failedField: failed, reasonField: reason } = composed.results;
    const results: JsonObject[] = [];
    const sent: unknown[] = [];
    for (const [i, one] of given.entries()) {
      const row = readOnce(one);
      rows.push(row);
      results.push(this.#validRow(row, this.#rows + i));
      sent.push(this.#asSent(row));
      if (this.#pace.isDue()) await this.#pace.turn();
    }
    for (const step of composed.steps) await this.#compare(step, sent, results);
    for (const step of composed.steps) {
      this.#keepDone(step, sent, results);
      const due = [...rows.keys()].filter((i) => this.#isDue(step, sent[i], results[i] as JsonObject));
      if (due.length > 0) await this.#take(step, rows, results, due);
    }
    if (this.#rows === 0) this.#firstReason = results[0]?.[reason];
    for (const result of results) stats.row(result[failed] === true, result[reason]);
    this.#rows += rows.length;
    emit({ type: "progress", done: this.#rows });
    return results;
  }

  /** The output without its rows. Throws where nothing answered, and where the rows could not be read. */
  end(): ActionOutput {
    const { composed, emit } = this.#job;
    this.#unknownFields.emit(emit);
    if (this.#rows === 0 && this.broken === undefined)
      emit({ type: "warning", code: "NoRows", message: "The input holds no rows; no call was made." });
    const output = {
      ...(this.#status.head() ?? this.#headWithoutCall()),
      json_body: setAt(this.#errorPart(), composed.results.items, []),
    };
    const failure = this.broken ?? this.#status.networkError;
    if (failure !== undefined) throw withOutput(failure, output);
    return output;
  }

  #headWithoutCall(): ResponseHead {
    return this.#rows === 0
      ? { status_code: 200, response_headers: {}, reason: "OK" }
      : { status_code: 400, response_headers: {}, reason: "Bad Request" };
  }

  /** The error beside the rows, where no row was accepted anywhere. */
  #errorPart(): unknown {
    if (this.#status.accepted || this.#rows === 0) return {};
    if (this.#rejected !== undefined) return this.#rejected;
    const reason = String(this.#firstReason);
    const [code = ""] = reason.split(":");
    const message = noneSent(this.#rows, reason);
    return serviceError(this.#jobOf(this.#job.composed.steps[0] as Step).compiled.errors, { code, message });
  }

  /** The result of a row before the first step: its failure where one of the steps would not take it. */
  #validRow(row: unknown, index: number): JsonObject {
    const {
      template: blank,
      match,
      failedField: failed,
      reasonField: reason,
      step: stepName,
    } = this.#job.composed.results;
    const name = getAt(row, `/${match.row}`);
    const result = { ...blank, ...this.#named(row), [match.result]: typeof name === "string" ? name : null };
    for (const step of this.#job.composed.steps) {
      const rowError = this.#rowError(step, row, index);
      if (rowError === undefined) continue;
      return { ...result, [failed]: true, [reason]: rowError, [stepName]: step.action };
    }
    return { ...result, [failed]: false, [reason]: null, [stepName]: null };
  }

  /** What the results of the steps call their row by, as the row itself says it: so much is known before any answer. */
  #named(row: unknown): JsonObject {
    const named: JsonObject = {};
    for (const step of this.#job.composed.steps) {
      const match = this.#jobOf(step).compiled.action.results?.match;
      const value = match === undefined ? undefined : getAt(row, `/${match.row}`);
      if (match !== undefined && typeof value === "string" && step.emit?.includes(match.result) === true)
        named[match.result] = value;
    }
    return named;
  }

  #rowError(step: Step, row: unknown, index: number): string | undefined {
    const misnamed = this.#misnamed(step, row);
    if (misnamed !== undefined) return `${misnamed.code}: ${misnamed.faults.join(" ")}`;
    if (step.pluck !== undefined && rowFor(step, row) === undefined)
      return `InvalidRow: ${step.pluck} is missing; add it.`;
    const seen = this.#seen(step, row, index, (found) => this.#unknownFields.add(found, index));
    return seen instanceof RowError ? `${seen.code}: ${seen.message}` : undefined;
  }

  /** What is wrong with a name that no step knows, and that is nearly the one that this step reads. */
  #misnamed(step: Step, row: unknown): NamesFound | undefined {
    const { pluck: text } = step;
    if (text === undefined || !isObject(row) || isUnreadableRow(row)) return undefined;
    const { [text]: _own, ...others } = row;
    let strange: JsonObject = others;
    for (const other of this.#job.composed.steps) {
      if (other.pluck !== undefined) continue;
      const found = this.#jobOf(other).compiled.names?.look(strange);
      if (found === undefined) return undefined;
      strange = Object.fromEntries(found.unknown.map((name) => [name, row[name]]));
    }
    const found = this.#jobOf(step).compiled.names?.look(strange);
    return found === undefined || found.faults.length === 0 ? undefined : found;
  }

  #seen(
    step: Step,
    row: unknown,
    index: number,
    onNames: (found: NamesFound) => void = () => {},
  ): ReturnType<typeof checkedRow> {
    const settings = { ...checkSettings(this.#jobOf(step)), warn: () => {}, onNames };
    return checkedRow(rowFor(step, row), index, settings);
  }

  /** The row with its values as the steps will have mended them: what a row is compared by is what is sent. */
  #asSent(row: unknown): unknown {
    const { steps } = this.#job.composed;
    if (!isObject(row) || !this.#jobOf(steps[0] as Step).normalize) return row;
    const normalized = steps.map((step) => {
      const seen = this.#seen(step, row, 0);
      if (seen instanceof RowError) return {};
      const { scalarField: textsAs = "" } = this.#jobOf(step).compiled.action.batch ?? {};
      return step.pluck === undefined ? seen : { [step.pluck]: seen[textsAs] };
    });
    return Object.assign({}, row, ...normalized) as unknown;
  }

  /** Fails the rows of which the step would act on something else than they say, before any step is taken. */
  async #compare(step: Step, rows: readonly unknown[], results: JsonObject[]): Promise<void> {
    const { failedField: failed, reasonField: reason, step: stepName } = this.#job.composed.results;
    const going = [...results.keys()].filter((i) => results[i]?.[failed] === false);
    if (step.precondition === undefined || going.length === 0) return;
    const known = this.#listed.get(step) ?? (await this.#list(step.precondition));
    this.#listed.set(step, known);
    for (const i of going) {
      const rowError = typeof known === "string" ? known : known.rowError(rows[i] as JsonObject);
      if (rowError === undefined) continue;
      results[i] = {
        ...results[i],
        [failed]: true,
        [reason]: rowError,
        [stepName]: step.precondition.action,
      };
    }
  }

  /** What is there; where that cannot be had, the reason that every row gets. */
  async #list(declared: NonNullable<Step["precondition"]>): Promise<LookupCheck | string> {
    const job = this.#job.other(declared.action);
    let response: HttpResponse | undefined;
    const send: RunContext["send"] = async (request) => {
      const result = await job.send(request);
      response = result.kind === "succeeded" ? undefined : result.response;
      return result;
    };
    try {
      return await LookupCheck.fetch(declared, { ...job, send }, this.#envelope);
    } catch (error) {
      if (!isConnectorError(error)) throw error;
      this.#job.stats.failure(error);
      this.#status.add({
        index: this.#runs,
        failure: { error, ...(response === undefined ? {} : { response }) },
      });
      this.#runs += 1;
      if (response !== undefined) this.#rejected = serviceError(job.compiled.errors, error, response);
      return `NotSent: what is there could not be listed, without which nothing is sent. ${error.message}`;
    }
  }

  #isDue({ skipIfEqual: unlessSame }: Step, row: unknown, result: JsonObject): boolean {
    if (result[this.#job.composed.results.failedField] !== false) return false;
    return (
      unlessSame === undefined ||
      keyText(getAt(row, `/${unlessSame.row}`)) !== keyText(result[unlessSame.result])
    );
  }

  /** Fails the rows of which the step would undo what a step before has done, for this row or for another one. */
  #keepDone(step: Step, rows: readonly unknown[], results: JsonObject[]): void {
    const { skipIfEqual: unlessSame } = step;
    if (unlessSame === undefined) return;
    const { failedField: failed, reasonField: reason, step: stepName } = this.#job.composed.results;
    const going = [...results.keys()].filter((i) => results[i]?.[failed] === false);
    const madeBy = (i: number) => {
      const made = results[i]?.[unlessSame.result] ?? "";
      return made === "" ? null : made;
    };
    for (const i of going) if (madeBy(i) !== null) this.#done.add(keyText(madeBy(i)));
    for (const i of going) {
      const result = results[i] as JsonObject;
      if (!this.#isDue(step, rows[i], result)) continue;
      const own = keyText(getAt(rows[i], `/${unlessSame.row}`));
      const isKnown = madeBy(i) !== null;
      if (isKnown && !this.#done.has(own)) continue;
      const message = isKnown
        ? `InvalidRow: ${unlessSame.row} ${own} is what this run has just made of a row; it was left as it is.`
        : `UnexpectedResponse: the service gave no ${unlessSame.result} for what is new; the old one was left as it is.`;
      results[i] = { ...result, [failed]: true, [reason]: message, [stepName]: step.action };
    }
  }

  /** Sends the rows that are due through the step, and puts what became of them into their results. */
  async #take(
    step: Step,
    rows: readonly unknown[],
    results: JsonObject[],
    due: readonly number[],
  ): Promise<void> {
    const { failedField: failed, reasonField: reason, step: stepName } = this.#job.composed.results;
    const of = this.#jobOf(step).compiled.action.results;
    const given = due.map((i) => rowFor(step, rows[i]));
    const events = getAt((await this.#run(step, given, due)).json_body, of?.items ?? "") as JsonObject[];
    for (const [n, i] of due.entries()) {
      const result = events[n] ?? {};
      // Only what is certainly done lets a row go on.
      const isDone = result[of?.failedField ?? ""] === (of?.failedWhen === false);
      results[i] = {
        ...results[i],
        ...Object.fromEntries((step.emit ?? []).map((name) => [name, result[name] ?? null])),
        [failed]: !isDone,
        [reason]: result[of?.reasonField ?? ""] ?? null,
        [stepName]: isDone ? null : step.action,
      };
    }
    if (due.some((i) => results[i]?.[failed] === false)) this.#forgetRoom(step);
  }

  /** What a step did may have made room for the others: they find out anew whether the service is full. */
  #forgetRoom({ action }: Step): void {
    for (const [name, { state }] of this.#jobs) if (name !== action) state.capacity = undefined;
  }

  /** The output of the step's action, thrown or not. */
  async #run(step: Step, rows: readonly unknown[], due: readonly number[]): Promise<ActionOutput> {
    const job = this.#jobOf(step);
    const { batch, results } = job.compiled.action;
    const { headers } = this.#envelope;
    const input = setAt(headers === undefined ? {} : { headers }, batch?.items ?? "", rows);
    const stats = new RunStats(this.#job.clock);
    const emit = (event: RunEvent) => this.#emit(event, due);
    const sentBefore = job.state.batches;
    let thrown: ConnectorError | undefined;
    const output = await run(input as ActionInput, { ...job, stats, emit, out: job.out.within() }).catch(
      (error: unknown) => {
        if (!isConnectorError(error) || error.output === undefined) throw error;
        thrown = error;
        return error.output as ActionOutput;
      },
    );
    for (const code of stats.summary().errorCodes) this.#job.stats.failure({ code });
    if (job.state.batches > sentBefore) this.#judge(output, results?.items ?? "", thrown);
    return output;
  }

  #judge(output: ActionOutput, items: string, thrown: ConnectorError | undefined): void {
    const { status_code: status, reason, response_headers: headers } = output;
    const response = { status, reason, headers, text: "", body: output.json_body };
    const index = this.#runs;
    this.#runs += 1;
    const isAccepted = isSuccess(response);
    const isWhole = isAccepted && status !== 207;
    const error = thrown ?? new ConnectorError("Rejected", `${status} ${reason}.`, { status });
    this.#status.add({
      index,
      ...(isAccepted ? { succeeded: response } : {}),
      ...(isWhole ? {} : { failure: { error, ...(thrown === undefined ? { response } : {}) } }),
    });
    if (!isAccepted) this.#rejected ??= removeAt(output.json_body, items);
  }

  /** What a step says of its rows is about other positions here; progress and sum are our own. */
  #emit(event: RunEvent, due: readonly number[]): void {
    if (event.type !== "warning") return;
    const rows = event.rows?.map((row) => this.#rows + (due[row] ?? 0));
    this.#job.emit({ ...event, ...(rows === undefined ? {} : { rows }) });
  }

  #jobOf({ action = "" }: Step): StepJob {
    const state = initialState();
    const job = this.#jobs.get(action) ?? { ...this.#job.other(action), state };
    this.#jobs.set(action, job);
    return job;
  }
}

/** What of the row the step's action gets. */
function rowFor({ pluck: text, omit: without = [] }: Step, row: unknown): unknown {
  if (!isObject(row) || isUnreadableRow(row)) return row;
  if (text !== undefined) return row[text];
  return Object.fromEntries(Object.entries(row).filter(([name]) => !without.includes(name)));
}

/** The row as all steps see it; a getter or a proxy of the caller's own may throw where it is read. */
function readOnce(row: unknown): unknown {
  if (!isObject(row) || isUnreadableRow(row)) return row;
  try {
    const plain = plainRow(row);
    return typeof plain === "string" ? new UnreadableRow(plain) : { ...plain };
  } catch {
    return new UnreadableRow("the row cannot be read; write it as plain JSON.");
  }
}
