/** What a run would send, without sending it. */
import { at, withValue } from "../contract/pointer.js";
import type { ActionInput, JsonObject, Pages, Plan, PlannedCall } from "../contract/types.js";
import { type AdmitSettings, admit, Refused } from "./admit.js";
import { admitBody } from "./body.js";
import { identityOf } from "./identity.js";
import { type Chunk, Planner } from "./plan.js";
import { RequestMaker } from "./request.js";
import { admitSettings, type RowsJob, specOf, warnOfConflict } from "./rows_job.js";

/** What a dry run needs. */
export interface DryRunJob extends RowsJob {
  /** Takes each call as it would be made. */
  readonly onCall: (call: PlannedCall) => void | Promise<void>;
  /** Least time that so many calls take under the budgets, in seconds. */
  readonly secondsOf: (calls: number) => number;
}

/** Plans an action on an input that was checked, as a run does. */
export async function dryRun(input: ActionInput, job: DryRunJob): Promise<Plan> {
  const { batch } = job.compiled.action;
  if (batch === undefined) return dryCall(input, job);
  return dryRunRows(
    [at(input, batch.items) as unknown[]],
    withValue(input, batch.items, []) as ActionInput,
    job,
  );
}

/** Plans rows that come page by page. @param frame the input without its rows */
export async function dryRunRows(pages: Pages, frame: ActionInput, job: DryRunJob): Promise<Plan> {
  const planned = new PlannedRows(frame, job);
  for await (const page of pages) for (const row of page) await planned.add(row);
  return planned.end();
}

/** The plan of an action without rows: its one call. */
async function dryCall(input: ActionInput, job: DryRunJob): Promise<Plan> {
  const { compiled, serviceUrl } = job;
  await job.onCall(callOf(new RequestMaker(compiled.action, serviceUrl, admitBody(input, job)).make(), []));
  return { rows: 0, sent: 0, calls: 1, seconds: job.secondsOf(1), refused: [], duplicates: [] };
}

class PlannedRows {
  readonly #job: DryRunJob;
  readonly #planner: Planner;
  readonly #requests: RequestMaker;
  readonly #admitting: AdmitSettings;
  readonly #refused: Plan["refused"] = [];
  readonly #duplicates: Plan["duplicates"] = [];
  #rows = 0;
  #sent = 0;
  #calls = 0;

  constructor(frame: ActionInput, job: DryRunJob) {
    this.#job = job;
    const { action } = job.compiled;
    const batch = action.batch as NonNullable<typeof action.batch>;
    this.#planner = new Planner(batch, identityOf(action.identity), (row, variants) =>
      warnOfConflict(row, this.#rows, variants, job),
    );
    this.#requests = new RequestMaker(action, job.serviceUrl, frame);
    this.#admitting = admitSettings(job, specOf(job.compiled));
  }

  async add(row: unknown): Promise<void> {
    const admitted = admit(row, this.#rows, this.#admitting);
    if (admitted instanceof Refused) this.#refused.push({ row: this.#rows, result: admitted.result });
    else this.#place(admitted);
    this.#rows += 1;
    for (let chunk = this.#planner.full(); chunk !== undefined; chunk = this.#planner.full())
      await this.#call(chunk);
  }

  async end(): Promise<Plan> {
    for (let chunk = this.#planner.rest(); chunk !== undefined; chunk = this.#planner.rest())
      await this.#call(chunk);
    return {
      rows: this.#rows,
      sent: this.#sent,
      calls: this.#calls,
      seconds: this.#job.secondsOf(this.#calls),
      refused: this.#refused,
      duplicates: this.#duplicates,
    };
  }

  #place(row: JsonObject): void {
    const { chunk, position } = this.#planner.add(row, this.#rows);
    const source = chunk.positions[position] as number;
    if (source !== this.#rows) this.#duplicates.push({ row: this.#rows, sameAs: source });
  }

  async #call(chunk: Chunk): Promise<void> {
    this.#calls += 1;
    this.#sent += chunk.rows.length;
    await this.#job.onCall(callOf(this.#requests.make(chunk.rows), chunk.positions));
    // As if it were answered: the rows of the next ones need not be remembered for longer.
    chunk.results = [];
    chunk.rows = [];
  }
}

function callOf(
  { method, url, headers, body }: ReturnType<RequestMaker["make"]>,
  rows: readonly number[],
): PlannedCall {
  return { method, url, headers, rows, ...(body === undefined ? {} : { body: JSON.parse(body) as unknown }) };
}
