/** Shows what a run would send, without sending it. */
import { getAt, setAt } from "../contract/json_pointer.js";
import type {
  ActionInput,
  JsonObject,
  Pages,
  Plan,
  PlanFinding,
  PlannedCall,
  RunEvent,
} from "../contract/types.js";
import { type ValidateRowSettings, validateRow, RejectedRow } from "./rows/validate_row.js";
import { plannedBaseUrl } from "./request/base_url.js";
import { validateBody } from "./request/validate_body.js";
import { rowKeyOf } from "./rows/row_key.js";
import { Pace } from "./pace.js";
import type { Batch } from "./batch/batch.js";
import { Batcher } from "./batch/batcher.js";
import { type MadeRequest, RequestMaker } from "./request/request_builder.js";
import { stopWhenOver } from "./batch/stall_guard.js";
import type { Deadline } from "../http/deadline.js";
import type { OutputRedactor } from "./output_redactor.js";
import { matchFieldOf } from "./results/row_results.js";
import {
  validateRowSettings,
  planBounds,
  type RowContext,
  resultSpec,
  warnOfConflict,
} from "./rows/row_context.js";

/** What a dry run needs. */
export interface DryRunContext extends RowContext {
  /** Called with each call as it would be made. */
  readonly onCall: (call: PlannedCall) => void | Promise<void>;
  /** Called with findings; if absent, the plan contains them. */
  readonly onFinding?: (finding: PlanFinding) => void | Promise<void>;
  readonly deadline: Deadline;
  /** Masks the secrets of the asset; absent without an asset. */
  readonly out?: OutputRedactor | undefined;
  /** Returns the minimum duration of this many calls under the rate limits, in seconds. */
  readonly secondsOf: (calls: number) => number;
}

/** Plans an action on a checked input. */
export async function dryRun(input: ActionInput, job: DryRunContext): Promise<Plan> {
  const { batch } = job.compiled.action;
  if (batch === undefined) return dryCall(input, job);
  return dryRunRows(
    [getAt(input, batch.items) as unknown[]],
    setAt(input, batch.items, []) as ActionInput,
    job,
  );
}

/** Plans rows that arrive page by page. @param envelope - the input without its rows */
export async function dryRunRows(pages: Pages, envelope: ActionInput, job: DryRunContext): Promise<Plan> {
  const planned = new PlannedRows(envelope, job);
  const pace = new Pace();
  for await (const page of stopWhenOver(pages, job)) {
    for (const row of page) {
      job.deadline.check();
      await planned.add(row);
      if (pace.isDue()) await pace.turn();
    }
  }
  job.deadline.check();
  await planned.addNames();
  return planned.end();
}

/** Returns the plan of an action without rows: its one call. Its body counts as row 0. */
async function dryCall(input: ActionInput, given: DryRunContext): Promise<Plan> {
  const findings: PlanFinding[] = [];
  const emit = (event: RunEvent): void => {
    given.emit(event);
    findings.push(...findingsOf(event, 0).map((finding) => given.out?.finding(finding) ?? finding));
  };
  const job = { ...given, emit };
  const { compiled, serviceUrl, unknownFields, onFinding } = job;
  job.deadline.check();
  const body = validateBody(input, job);
  const baseUrl = plannedBaseUrl(body, compiled.action, serviceUrl);
  unknownFields.emit(emit);
  await job.onCall(callOf(new RequestMaker(compiled.action, baseUrl, body).make(), [], job));
  if (onFinding !== undefined) for (const finding of findings.splice(0)) await onFinding(finding);
  return { ...nothing, calls: 1, seconds: job.secondsOf(1), findings };
}

function findingsOf(event: RunEvent, row: number): PlanFinding[] {
  if (event.type !== "warning") return [];
  const { code, message } = event;
  return [{ row, kind: "warning", code, message }];
}

const nothing = { rows: 0, sent: 0, rejected: 0, duplicates: 0, calls: 0 };

class PlannedRows {
  readonly #job: DryRunContext;
  readonly #batcher: Batcher;
  readonly #requests: RequestMaker;
  readonly #rowSettings: ValidateRowSettings;
  readonly #sum = { ...nothing };
  /** Findings of the current row. */
  #found: PlanFinding[] = [];
  readonly #kept: PlanFinding[] = [];

  constructor(envelope: ActionInput, context: DryRunContext) {
    const job = { ...context, emit: (event: RunEvent) => this.#emit(event) };
    this.#job = context;
    const { action } = job.compiled;
    const spec = resultSpec(job.compiled);
    const conflict = (row: JsonObject, variants: readonly string[]) =>
      warnOfConflict(row, this.#sum.rows, variants, job);
    this.#requests = new RequestMaker(action, job.serviceUrl, envelope);
    const bounds = planBounds(job, this.#requests);
    this.#batcher = new Batcher(bounds, rowKeyOf(action.identity), conflict, matchFieldOf(spec));
    this.#rowSettings = validateRowSettings(job, spec);
  }

  async add(row: unknown): Promise<void> {
    const position = this.#sum.rows;
    const validRow = validateRow(row, position, this.#rowSettings);
    if (validRow instanceof RejectedRow) this.#reject(position, validRow);
    else this.#place(position, validRow);
    this.#sum.rows += 1;
    await this.#handOut();
    for (let batch = this.#batcher.takeFull(); batch !== undefined; batch = this.#batcher.takeFull())
      await this.#call(batch);
  }

  /** Reports once what the names of all rows are, with the first row that has each name. */
  async addNames(): Promise<void> {
    for (const { row, event } of this.#job.unknownFields.warnings()) {
      this.#job.emit(event);
      this.#found.push(...findingsOf(event, row));
    }
    await this.#handOut();
  }

  async end(): Promise<Plan> {
    for (let batch = this.#batcher.flush(); batch !== undefined; batch = this.#batcher.flush())
      await this.#call(batch);
    return { ...this.#sum, seconds: this.#job.secondsOf(this.#sum.calls), findings: this.#kept };
  }

  #reject(row: number, { result }: RejectedRow): void {
    this.#found.push({ row, kind: "rejected", result });
    this.#sum.rejected += 1;
  }

  #place(row: number, validRow: JsonObject): void {
    const { batch, position } = this.#batcher.add(validRow, row);
    const sameAs = batch.positions[position] as number;
    if (sameAs === row) return;
    this.#found.push({ row, kind: "duplicate", sameAs });
    this.#sum.duplicates += 1;
  }

  /** Warnings of validation and batching refer to the current row. */
  #emit(event: RunEvent): void {
    this.#job.emit(event);
    this.#found.push(...findingsOf(event, this.#sum.rows));
  }

  async #handOut(): Promise<void> {
    if (this.#found.length === 0) return;
    const { onFinding = (finding) => void this.#kept.push(finding) } = this.#job;
    for (const finding of this.#found) await onFinding(this.#job.out?.finding(finding) ?? finding);
    this.#found = [];
  }

  async #call(batch: Batch): Promise<void> {
    this.#sum.calls += 1;
    this.#sum.sent += batch.rows.length;
    const request = this.#requests.make(batch.rows);
    await this.#job.onCall(callOf(request, batch.positions, this.#job));
    // As if the batch had its results, so that its rows are kept no longer than in a run.
    batch.results = [];
    batch.serialized = this.#requests.rowsOf(request);
    batch.rows = [];
  }
}

function callOf(
  { method, url, headers, body }: MadeRequest,
  rows: readonly number[],
  { out }: Pick<DryRunContext, "out">,
): PlannedCall {
  const call = {
    method,
    url,
    headers,
    rows,
    ...(body === undefined ? {} : { body: JSON.parse(body.toString()) as unknown }),
  };
  return out?.call(call) ?? call;
}
