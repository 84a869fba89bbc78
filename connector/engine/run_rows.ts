/** Runs one action: validate → plan → per chunk: request → send → map → merge. Knows no service and no action. */
import { ConnectorError } from "../contract/errors.js";
import type { Action } from "../contract/generated/meta/action.js";
import type { Manifest } from "../contract/generated/meta/manifest.js";
import { getAt, setAt } from "../contract/json_pointer.js";
import type { ActionInput, ActionOutput, JsonObject, Pages } from "../contract/types.js";
import { validateRow } from "./rows/validate_row.js";
import { type BatchSender, sendBatch } from "./batch/send_batch.js";
import { PreflightScan } from "./existing/preflight_scan.js";
import { Fitting, type SentPart } from "./batch/split_too_large.js";
import { type RowKey, rowKeyOf } from "./rows/row_key.js";
import { authorisedSend, type RunContext, initialState } from "./run_context.js";
import { JournalWriter } from "./journal/journal_writer.js";
import { runSingleCall } from "./single_call.js";
import { circuitBreaker } from "./batch/circuit_breaker.js";
import { mostAtOnce, turns } from "./batch/concurrency.js";
import { pipeline } from "./batch/pipeline.js";
import type { Batch } from "./batch/batcher.js";
import { listExisting } from "./existing/list_existing.js";
import { CapacityGate } from "./existing/capacity_gate.js";
import { ResumeGate } from "./journal/resume_gate.js";
import { type MadeRequest, RequestMaker } from "./request/request_builder.js";
import { isFailed, matchFieldOf, type ResultSpec } from "./results/row_results.js";
import { validateRowSettings, planBounds, resultSpec, warnOfConflict } from "./rows/row_context.js";
import { serviceError } from "./results/error_body.js";
import { stopWhenOver } from "./batch/stall_guard.js";
import { type BatchFailure, type ResponseHead, RunStatus } from "./results/run_status.js";

/** Runs the action on an input that `checkInput` let pass. */
export async function run(input: ActionInput, job: RunContext): Promise<ActionOutput> {
  const { batch, results } = job.compiled.action;
  if (batch === undefined || results === undefined)
    return runSingleCall(input, { ...job, send: (request) => authorisedSend(request, job) });
  const rows = getAt(input, batch.items) as unknown[];
  const collected: JsonObject[] = [];
  const pages = runRows([rows], setAt(input, batch.items, []) as ActionInput, job, rows.length);
  for (;;) {
    const { done, value } = await pages.next();
    if (done === true) return outputOf(value, collected, job);
    for (const result of value) collected.push(result);
  }
}

/**
 * Runs the action on rows that come page by page: the results in their order, then the output without them. Throws
 * like {@link run}, after the last result.
 */
export async function* stream(
  rows: Pages,
  frame: ActionInput,
  job: RunContext,
): AsyncGenerator<JsonObject[], ActionOutput> {
  const verdict = yield* runRows(rows, frame, job);
  return outputOf(verdict, [], job);
}

/**
 * The rows' results in pages, in the rows' order; returns the verdict over all calls.
 * @param frame the input without its rows
 */
async function* runRows(
  source: Pages,
  frame: ActionInput,
  job: RunContext,
  total?: number,
): AsyncGenerator<JsonObject[], RunStatus> {
  const { action } = job.compiled;
  const rows = stopWhenOver(source, job);
  const spec = resultSpec(job.compiled);
  const verdict = new RunStatus(job.manifest.http.outputHeaders);
  const { journal } = job;
  for (const outcome of journal?.outcomes ?? []) {
    const failure = verdict.recall(outcome);
    if (failure !== undefined) tellTrouble(failure, undefined, job);
  }
  const keeper = journal === undefined ? undefined : new JournalWriter(journal, spec, verdict, job);
  const inTurn = turns();
  const requests = new RequestMaker(action, job.serviceUrl, frame);
  const admitting = validateRowSettings(job, spec);
  const identity = rowKeyOf(action.identity);
  const recall =
    journal === undefined ? undefined : new ResumeGate(journal, identity, spec, action.capacity?.fullPattern);
  const learnt = job.state ?? initialState();
  learnt.quota ??= quotaOf(job, identity, spec);
  learnt.fitting ??= fittingOf(job, spec, requests);
  const { quota, fitting } = learnt;
  const reading = new PreflightScan(rows, {
    admitting,
    deadline: job.deadline,
    isAnswered: (position) => journal?.has(position) === true,
  });
  if (job.capacity.preflight) verdict.sourceError = await quota?.preflight(reading.sendableRows());
  const sendPart = async (chunk: Batch): Promise<SentPart> => {
    let whole: MadeRequest | undefined;
    let isSplit = false;
    const marks = keeper?.marksOf(chunk);
    const sent = await sendBatch(chunk.index, chunk.rows, {
      isolateBounds: action.bisect && {
        ...action.bisect,
        maxFailedCalls: action.batch?.maxFailedCalls,
      },
      spec,
      makeRequest(some) {
        const request = requests.make(some);
        whole ??= request;
        return request;
      },
      async send(request) {
        await job.authorised();
        await marks?.begin();
        await chunk.slot?.take();
        try {
          const result = await job.send(request);
          learnt.accepted ||= result.kind === "succeeded";
          return result;
        } finally {
          if (isSplit) chunk.slot?.release();
        }
      },
      warn: (code, message) => job.tell({ type: "warning", code, message }),
      inTurn(work) {
        // From here on it holds a slot during its calls only.
        isSplit = true;
        chunk.slot?.release();
        return inTurn(work);
      },
      isRest: keeper?.isRest(chunk.positions) === true,
      ...lister(action.bisect, job),
      ...(keeper === undefined ? {} : { keep: (settled) => keeper.settled(settled, chunk.positions) }),
    });
    await marks?.end(sent.results);
    const part = { ...sent, bodyBytes: whole?.body?.length ?? 0 };
    if (sent.tooLarge === true) return part;
    verdict.add(sent.outcome);
    learnt.chunks += 1;
    learnt.accepted ||= verdict.accepted;
    const refusedWhole = learnt.accepted ? undefined : sent.wholeRequest;
    const fatal = sent.fatal ?? refusedWhole ?? circuitBreaker(sent, spec, learnt, job);
    if (fatal !== undefined) job.deadline.stop(fatal);
    if (sent.outcome.failure !== undefined) tellTrouble(sent.outcome.failure, fatal, job);
    // The rows of an input that is given whole lie in memory anyway.
    if (whole !== undefined && total === undefined) chunk.serialized = requests.rowsOf(whole);
    return part;
  };
  const send = (chunk: Batch) => fitting.send(chunk, sendPart);
  const pages = pipeline(rows, planBounds(job, requests), {
    identity,
    matchField: matchFieldOf(spec),
    admit: (row, index) => validateRow(row, index, admitting),
    recall(position, row) {
      const result = recall?.result(position, row);
      if (result !== undefined) recallDoubt(result, spec, verdict);
      job.tally.recalled += result === undefined ? 0 : 1;
      return result;
    },
    placed: (position, row, isShared) => recall?.placed(position, row, isShared),
    keepBack: (row) => quota?.check(row),
    broken(error) {
      verdict.sourceError = unreadable(error);
      job.deadline.stop(verdict.sourceError);
    },
    abandoned: () => job.deadline.stop(new ConnectorError("Cancelled", "Nobody reads the results any more.")),
    conflict: (row, index, variants) => warnOfConflict(row, index, variants, job),
    send: (chunk) => (quota === undefined ? send(chunk) : quota.send(chunk, send)),
    atOnce: () => mostAtOnce(action, learnt),
  });
  for await (const page of pages) {
    // Taken where there is no journal too, or they would be held to the end.
    await keeper?.unsent([...fitting.takeUnsent(), ...(recall?.takeShared(job.tally.rows, page) ?? [])]);
    for (const result of page) job.tally.row(isFailed(result, spec), result[spec.declared.reasonField]);
    job.tell({ type: "progress", done: job.tally.rows, ...(total === undefined ? {} : { total }) });
    yield job.out.rows(page);
  }
  verdict.sourceError ??= reading.changedSinceScan(job.tally.rows);
  return verdict;
}

function fittingOf({ compiled, deadline }: RunContext, spec: ResultSpec, requests: RequestMaker): Fitting {
  const { batch } = compiled.action;
  return new Fitting({
    spec,
    frameBytes: requests.make([]).body?.length ?? 0,
    textsAs: batch?.scalarField,
    maxTooLarge: batch?.maxFailedCalls,
    stop: (error) => deadline.stop(error),
  });
}

/** undefined where the action declares none. */
function quotaOf(job: RunContext, identity: RowKey | undefined, spec: ResultSpec): CapacityGate | undefined {
  const { capacity: quota } = job.compiled.action;
  if (quota === undefined || identity === undefined) return undefined;
  return new CapacityGate(quota, { ...job, identity, spec });
}

/** A row that may be in is a call without an answer, in this run as in the one that sent it. */
function recallDoubt(result: JsonObject, { declared }: ResultSpec, verdict: RunStatus): void {
  const [, sentence] = /^OutcomeUnknown: (.*)$/s.exec(String(result[declared.reasonField])) ?? [];
  if (sentence === undefined) return;
  verdict.add({ index: -1, failure: { error: new ConnectorError("OutcomeUnknown", sentence) } });
}

/** A caller's own error may hold anything; its sentence is all that is passed on. */
export function unreadable(error: unknown): ConnectorError {
  if (error instanceof ConnectorError) return error;
  const sentence = error instanceof Error ? error.message : String(error);
  return new ConnectorError("InvalidInput", `The rows cannot be read any further: ${sentence}`, {
    hint: "Rows read before are answered; mend the source and run the rest again.",
  });
}

/** Lists what is there, where the action says how. */
function lister(declared: Action["bisect"], job: RunContext): Pick<BatchSender, "present"> {
  const present = declared?.existingCheck;
  if (present === undefined) return {};
  return {
    present: async ({ status }) =>
      present.statuses.includes(status) ? listExisting(present, job.contextFor(present.action)) : undefined,
  };
}

/** A failure that the service answered is told once per code; one without an answer is thrown, or stands in its rows. */
function tellTrouble(
  { error, answer }: BatchFailure,
  fatal: ConnectorError | undefined,
  { tally, tell }: RunContext,
): void {
  const isNew = tally.trouble(fatal ?? error);
  if (!isNew || answer === undefined) return;
  tell({ type: "warning", code: error.code, message: `${error.message} ${error.hint}` });
}

function outputOf(verdict: RunStatus, rows: JsonObject[], job: RunContext): ActionOutput {
  const head = verdict.head() ?? headWithoutCall(verdict, job);
  const place = job.compiled.action.results?.items ?? "";
  const body = setAt(errorPart(verdict, job), place, rows) as JsonObject;
  const output = { ...head, json_body: body };
  const trouble = verdict.sourceError ?? verdict.networkError;
  if (trouble !== undefined) throw withOutput(trouble, output);
  return output;
}

/** Nothing was sent: because there was nothing, or because every row was refused here. */
function headWithoutCall({ sourceError: broken }: RunStatus, { tally, tell }: RunContext): ResponseHead {
  if (tally.rows > 0) return { status_code: 400, response_headers: {}, reason: "Bad Request" };
  if (broken === undefined)
    tell({ type: "warning", code: "NoRows", message: "The input holds no rows; no call was made." });
  return { status_code: 200, response_headers: {}, reason: "OK" };
}

/** The error object beside the rows, where no row was accepted: the service's own, else one in its shape. */
function errorPart(verdict: RunStatus, { compiled, manifest, tally }: RunContext): JsonObject {
  const { service } = compiled.action;
  const { errors } = manifest.services[service] as Manifest["services"][string];
  const { refusal } = verdict;
  if (refusal !== undefined) return serviceError(errors, refusal.error, refusal.answer);
  if (tally.rows === 0 || verdict.head() !== undefined) return {};
  const reason = String(tally.firstReason);
  const [code = ""] = reason.split(":");
  const message = noneSent(tally.rows, reason);
  return serviceError(errors, { code, message });
}

/** The sentence over rows of which none left. @param reason that of the first one */
export function noneSent(rows: number, reason: string): string {
  return rows === 1
    ? `The only row could not be sent: ${reason}`
    : `None of the ${rows} rows could be sent. The first: ${reason}`;
}

/** The error with what is known of the rows. */
export function withOutput(error: ConnectorError, output: ActionOutput): ConnectorError {
  return new ConnectorError(error.code, error.message, { hint: error.hint, status: error.status, output });
}
