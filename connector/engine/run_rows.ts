/** Runs one action: validate → plan → per chunk: request → send → map → merge. Knows no service and no action. */
import { ConnectorError, internalError, isConnectorError } from "../contract/errors.js";
import type { Action } from "../contract/action.js";
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
import { maxConcurrency, turns } from "./batch/concurrency.js";
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
  envelope: ActionInput,
  job: RunContext,
): AsyncGenerator<JsonObject[], ActionOutput> {
  const status = yield* runRows(rows, envelope, job);
  return outputOf(status, [], job);
}

/**
 * The rows' results in pages, in the rows' order; returns the verdict over all calls.
 * @param frame the input without its rows
 */
async function* runRows(
  source: Pages,
  envelope: ActionInput,
  job: RunContext,
  total?: number,
): AsyncGenerator<JsonObject[], RunStatus> {
  const { action } = job.compiled;
  const rows = stopWhenOver(source, job);
  const spec = resultSpec(job.compiled);
  const status = new RunStatus(job.manifest.http.outputHeaders);
  const { journal } = job;
  for (const outcome of journal?.outcomes ?? []) {
    const failure = status.resume(outcome);
    if (failure !== undefined) reportFailure(failure, undefined, job);
  }
  const keeper = journal === undefined ? undefined : new JournalWriter(journal, spec, status, job);
  const inTurn = turns();
  const requests = new RequestMaker(action, job.serviceUrl, envelope);
  const rowSettings = validateRowSettings(job, spec);
  const identity = rowKeyOf(action.identity);
  const resume =
    journal === undefined ? undefined : new ResumeGate(journal, identity, spec, action.capacity?.fullPattern);
  const state = job.state ?? initialState();
  state.capacity ??= capacityGateOf(job, identity, spec);
  state.fitting ??= fittingOf(job, spec, requests);
  const { capacity, fitting } = state;
  const reading = new PreflightScan(rows, {
    rowSettings,
    deadline: job.deadline,
    hasResult: (position) => journal?.has(position) === true,
  });
  if (job.capacity.preflight) status.sourceError = await capacity?.preflight(reading.sendableRows());
  const sendPart = async (batch: Batch): Promise<SentPart> => {
    let whole: MadeRequest | undefined;
    let isSplit = false;
    const marks = keeper?.marksOf(batch);
    const sent = await sendBatch(batch.index, batch.rows, {
      bisectBounds: action.bisect && {
        ...action.bisect,
        maxFailedCalls: action.circuitBreaker?.maxConsecutiveFailures,
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
        await batch.slot?.take();
        try {
          const result = await job.send(request);
          state.accepted ||= result.kind === "succeeded";
          return result;
        } finally {
          if (isSplit) batch.slot?.release();
        }
      },
      warn: (code, message) => job.emit({ type: "warning", code, message }),
      inTurn(work) {
        // From here on it holds a slot during its calls only.
        isSplit = true;
        batch.slot?.release();
        return inTurn(work);
      },
      isRest: keeper?.isRest(batch.positions) === true,
      ...lister(action.bisect, job),
      ...(keeper === undefined ? {} : { keep: (settled) => keeper.settled(settled, batch.positions) }),
    });
    await marks?.end(sent.results);
    const part = { ...sent, bodyBytes: whole?.body?.length ?? 0 };
    if (sent.tooLarge === true) return part;
    status.add(sent.outcome);
    state.batches += 1;
    state.accepted ||= status.accepted;
    const rejectedWhole = state.accepted ? undefined : sent.wholeRequest;
    const fatal = sent.fatal ?? rejectedWhole ?? circuitBreaker(sent, spec, state, job);
    if (fatal !== undefined) job.deadline.stop(fatal);
    if (sent.outcome.failure !== undefined) reportFailure(sent.outcome.failure, fatal, job);
    // The rows of an input that is given whole lie in memory anyway.
    if (whole !== undefined && total === undefined) batch.serialized = requests.rowsOf(whole);
    return part;
  };
  const send = (batch: Batch) => fitting.send(batch, sendPart);
  const pages = pipeline(rows, planBounds(job, requests), {
    identity,
    matchField: matchFieldOf(spec),
    admit: (row, index) => validateRow(row, index, rowSettings),
    resume(position, row) {
      const result = resume?.result(position, row);
      if (result !== undefined) resumeDoubt(result, spec, status);
      job.stats.resumed += result === undefined ? 0 : 1;
      return result;
    },
    placed: (position, row, isShared) => resume?.placed(position, row, isShared),
    keepBack: (row) => capacity?.check(row),
    broken(error) {
      status.sourceError = unreadable(error);
      job.deadline.stop(status.sourceError);
    },
    abandoned: () => job.deadline.stop(new ConnectorError("Cancelled", "Nobody reads the results any more.")),
    conflict: (row, index, variants) => warnOfConflict(row, index, variants, job),
    send: (batch) => (capacity === undefined ? send(batch) : capacity.send(batch, send)),
    atOnce: () => maxConcurrency(action, state),
  });
  try {
    for await (const page of pages) {
      // Taken where there is no journal too, or they would be held to the end.
      await keeper?.unsent([...fitting.takeUnsent(), ...(resume?.takeShared(job.stats.rows, page) ?? [])]);
      for (const result of page) job.stats.row(isFailed(result, spec), result[spec.declared.reasonField]);
      job.emit({ type: "progress", done: job.stats.rows, ...(total === undefined ? {} : { total }) });
      yield job.out.rows(page);
    }
  } catch (error) {
    if (isConnectorError(error)) throw error;
    // A fault of the connector must not lose the results of the pages before.
    status.sourceError = internalError();
  }
  status.sourceError ??= reading.changedSinceScan(job.stats.rows);
  return status;
}

function fittingOf({ compiled, deadline }: RunContext, spec: ResultSpec, requests: RequestMaker): Fitting {
  const { batch, circuitBreaker } = compiled.action;
  return new Fitting({
    spec,
    envelopeBytes: requests.make([]).body?.length ?? 0,
    textsAs: batch?.scalarField,
    maxTooLarge: circuitBreaker?.maxConsecutiveFailures,
    stop: (error) => deadline.stop(error),
  });
}

/** undefined where the action declares none. */
function capacityGateOf(
  job: RunContext,
  identity: RowKey | undefined,
  spec: ResultSpec,
): CapacityGate | undefined {
  const { capacity: capacity } = job.compiled.action;
  if (capacity === undefined || identity === undefined) return undefined;
  return new CapacityGate(capacity, { ...job, identity, spec });
}

/** A row that may be in is a call without an answer, in this run as in the one that sent it. */
function resumeDoubt(result: JsonObject, { declared }: ResultSpec, status: RunStatus): void {
  const [, message] = /^OutcomeUnknown: (.*)$/s.exec(String(result[declared.reasonField])) ?? [];
  if (message === undefined) return;
  status.add({ index: -1, failure: { error: new ConnectorError("OutcomeUnknown", message) } });
}

/** A caller's own error may hold anything; its sentence is all that is passed on. */
export function unreadable(error: unknown): ConnectorError {
  if (error instanceof ConnectorError) return error;
  const message = error instanceof Error ? error.message : String(error);
  return new ConnectorError("InvalidInput", `The rows cannot be read any further: ${message}`, {
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
function reportFailure(
  { error, response }: BatchFailure,
  fatal: ConnectorError | undefined,
  { stats, emit }: RunContext,
): void {
  const isNew = stats.failure(fatal ?? error);
  if (!isNew || response === undefined) return;
  emit({ type: "warning", code: error.code, message: `${error.message} ${error.hint}` });
}

function outputOf(status: RunStatus, rows: JsonObject[], job: RunContext): ActionOutput {
  const head = status.head() ?? headWithoutCall(status, job);
  const place = job.compiled.action.results?.items ?? "";
  const body = setAt(errorPart(status, job), place, rows) as JsonObject;
  const output = { ...head, json_body: body };
  const failure = status.sourceError ?? status.networkError;
  if (failure !== undefined) throw withOutput(failure, output);
  return output;
}

/** Nothing was sent: because there was nothing, or because every row was refused here. */
function headWithoutCall({ sourceError: broken }: RunStatus, { stats, emit }: RunContext): ResponseHead {
  if (stats.rows > 0) return { status_code: 400, response_headers: {}, reason: "Bad Request" };
  if (broken === undefined)
    emit({ type: "warning", code: "NoRows", message: "The input holds no rows; no call was made." });
  return { status_code: 200, response_headers: {}, reason: "OK" };
}

/** The error object beside the rows, where no row was accepted: the service's own, else one in its shape. */
function errorPart(status: RunStatus, { compiled, manifest, stats }: RunContext): JsonObject {
  const { service } = compiled.action;
  const { errors } = manifest.services[service] as Manifest["services"][string];
  const { rejection } = status;
  if (rejection !== undefined) return serviceError(errors, rejection.error, rejection.response);
  if (stats.rows === 0 || status.head() !== undefined) return {};
  const reason = String(stats.firstReason);
  const [code = ""] = reason.split(":");
  const message = noneSent(stats.rows, reason);
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
  const { code, message, hint, status, isOutOfTime } = error;
  return new ConnectorError(code, message, { hint, status, isOutOfTime, output });
}
