/** Runs a job's action. The result is stored as bytes, which are counted as they arrive. */
import { randomUUID } from "node:crypto";
import { getAt, setAt } from "../../connector/platform_api.js";
import type { ActionInput, ActionOutput, JsonObject } from "../../connector/platform_api.js";
import { ndjsonOf } from "../shared/ndjson.js";
import type { Job, JobResult } from "./job.js";
import { jsonBytes } from "./json_bytes.js";
import { type Problem, type Rejection, rejectionOf } from "./http_errors.js";
import { runErrors } from "./messages.js";
import { optionsOf, type RunRequest } from "./run_request.js";
import type { RunEventLog } from "./run_events.js";

/** What a job needs for its run. */
export interface JobRun {
  readonly job: Job;
  readonly input: unknown;
  readonly running: RunRequest;
  readonly events: RunEventLog;
}

/** Number of rows that are passed to the connector at once. */
const rowsPerStep = 500;

/** Returns what a direct run would have returned, as far as the capacity for results allows. */
export async function resultOf(run: JobRun): Promise<JobResult> {
  const { connector } = run.running.context;
  const { action, options } = run.running.asked;
  const { rows, results } = connector.describe(action);
  return rows === undefined || results === undefined || options.dry_run === true
    ? wholeResult(run)
    : new RowsRun(run, rows, results.items).result();
}

async function wholeResult({ job, input, running, events }: JobRun): Promise<JobResult> {
  const { asked, context } = running;
  try {
    const output = await context.connector.run(asked.action, input, optionsOf(running, events));
    const body: Buffer[] = [];
    for await (const piece of jsonBytes(output)) {
      if (!context.jobs.canStore(job)) throw runErrors.longResult();
      job.keep(piece.length);
      body.push(piece);
    }
    return { status: 200, body, isCancelled: wasCancelled(events) };
  } catch (error) {
    return failed(rejectionOf(error));
  }
}

/**
 * Rows with results that are written as they arrive. When the capacity for results is used up, no further
 * row is read.
 */
class RowsRun {
  readonly #run: JobRun;
  readonly #rows: readonly unknown[];
  readonly #rowsAt: string;
  readonly #resultsAt: string;
  readonly #kept: Buffer[] = [];
  #count = 0;
  #isCut = false;

  constructor(run: JobRun, rowsAt: string, resultsAt: string) {
    this.#run = run;
    this.#rows = getAt(run.input, rowsAt) as unknown[];
    this.#rowsAt = rowsAt;
    this.#resultsAt = resultsAt;
  }

  async result(): Promise<JobResult> {
    const { events } = this.#run;
    events.total = this.#rows.length;
    try {
      const output = await this.#output();
      if (this.#isCut) return this.#rejected(rejectionOf(this.#tooLarge()), output);
      return { status: 200, body: this.#around(this.#withRows(output)), isCancelled: wasCancelled(events) };
    } catch (error) {
      const rejection = rejectionOf(this.#isCut ? this.#tooLarge() : error);
      return this.#rejected(rejection, rejectionOf(error).body["output"] as ActionOutput | undefined);
    }
  }

  /** Returns the output without its rows. Throws what the run throws. */
  async #output(): Promise<ActionOutput> {
    const { input, running, events } = this.#run;
    const envelope = setAt(input, this.#rowsAt, []) as ActionInput;
    const options = { ...optionsOf(running, events), envelope };
    const pages = { [Symbol.asyncIterator]: () => this.#pages() };
    const results = running.context.connector.streamPages(running.asked.action, pages, options);
    for (;;) {
      const { done, value } = await results.next();
      if (done === true) return value;
      this.#keep(value);
    }
  }

  /** Yields the rows while results can be stored. They may be read twice. */
  async *#pages(): AsyncGenerator<readonly unknown[]> {
    const { job, running } = this.#run;
    for (let from = 0; from < this.#rows.length; from += rowsPerStep) {
      this.#isCut = !running.context.jobs.canStore(job);
      if (this.#isCut) return;
      yield this.#rows.slice(from, from + rowsPerStep);
    }
  }

  #keep(results: readonly JsonObject[]): void {
    if (results.length === 0) return;
    const lines = ndjsonOf(results).slice(0, -1).replaceAll("\n", ",");
    const bytes = Buffer.from(this.#count === 0 ? lines : `,${lines}`);
    this.#run.job.keep(bytes.length);
    this.#kept.push(bytes);
    this.#count += results.length;
  }

  #tooLarge(): Problem {
    return runErrors.longResults(this.#count + 1);
  }

  /** Returns the rejection with the known results. The remaining rows were not sent. */
  #rejected({ status, body }: Rejection, output: ActionOutput | undefined): JobResult {
    const isCancelled = body.code === "Cancelled";
    if (output === undefined && this.#count === 0) return failed({ status, body });
    const withOutput = { ...body, output: this.#withRows(output) };
    return { status, code: body.code, body: this.#around(withOutput), isCancelled };
  }

  readonly #mark = randomUUID();

  #withRows(output: Partial<ActionOutput> = {}): object {
    return { ...output, json_body: setAt(output.json_body, this.#resultsAt, this.#mark) };
  }

  /** Returns the JSON of the body, with the results at the placeholder. */
  #around(body: object): Buffer[] {
    const [before = "", after = ""] = JSON.stringify(body).split(`"${this.#mark}"`);
    return [Buffer.from(`${before}[`), ...this.#kept, Buffer.from(`]${after}`)];
  }
}

function failed({ status, body }: Rejection): JobResult {
  const bytes = Buffer.from(JSON.stringify(body));
  return { status, code: body.code, body: bytes, isCancelled: body.code === "Cancelled" };
}

function wasCancelled({ summary }: RunEventLog): boolean {
  return summary?.errorCodes.includes("Cancelled") === true;
}
