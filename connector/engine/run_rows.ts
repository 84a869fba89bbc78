/** Runs one action: validate → plan → per chunk: request → send → map → merge. Knows no service and no action. */
import { ConnectorError } from "../contract/errors.js";
import type { Action } from "../contract/generated/meta/action.js";
import type { Manifest } from "../contract/generated/meta/manifest.js";
import { at, withValue } from "../contract/json_pointer.js";
import type { ActionInput, ActionOutput, JsonObject, Pages } from "../contract/types.js";
import { admit } from "./rows/validate_row.js";
import { type ChunkSender, sendChunk } from "./batch/send_batch.js";
import { FirstReading } from "./existing/preflight_scan.js";
import { Fitting, type SentPart } from "./batch/split_too_large.js";
import { type Identity, identityOf } from "./rows/row_key.js";
import { authorisedSend, type Job, nothingLearnt } from "./run_context.js";
import { Keeper } from "./journal/journal_writer.js";
import { runOnce } from "./single_call.js";
import { outageAfter } from "./batch/circuit_breaker.js";
import { mostAtOnce, turns } from "./batch/concurrency.js";
import { pipeline } from "./batch/pipeline.js";
import type { Chunk } from "./batch/batcher.js";
import { listPresent } from "./existing/list_existing.js";
import { Quota } from "./existing/capacity_gate.js";
import { Recall } from "./journal/resume_gate.js";
import { type MadeRequest, RequestMaker } from "./request/request_builder.js";
import { isFailed, matchFieldOf, type ResultSpec } from "./results/row_results.js";
import { admitSettings, planBounds, specOf, warnOfConflict } from "./rows/row_context.js";
import { serviceError } from "./results/error_body.js";
import { untilOver } from "./batch/stall_guard.js";
import { type ChunkFailure, type Head, Verdict } from "./results/run_status.js";

/** Runs the action on an input that `checkInput` let pass. */
export async function run(input: ActionInput, job: Job): Promise<ActionOutput> {
  const { batch, results } = job.compiled.action;
  if (batch === undefined || results === undefined)
    return runOnce(input, { ...job, send: (request) => authorisedSend(request, job) });
  const rows = at(input, batch.items) as unknown[];
  const collected: JsonObject[] = [];
  const pages = runRows([rows], withValue(input, batch.items, []) as ActionInput, job, rows.length);
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
  job: Job,
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
  job: Job,
  total?: number,
): AsyncGenerator<JsonObject[], Verdict> {
  const { action } = job.compiled;
  const rows = untilOver(source, job);
  const spec = specOf(job.compiled);
  const verdict = new Verdict(job.manifest.http.outputHeaders);
  const { journal } = job;
  for (const outcome of journal?.outcomes ?? []) {
    const failure = verdict.recall(outcome);
    if (failure !== undefined) tellTrouble(failure, undefined, job);
  }
  const keeper = journal === undefined ? undefined : new Keeper(journal, spec, verdict, job);
  const inTurn = turns();
  const requests = new RequestMaker(action, job.serviceUrl, frame);
  const admitting = admitSettings(job, spec);
  const identity = identityOf(action.identity);
  const recall =
    journal === undefined ? undefined : new Recall(journal, identity, spec, action.quota?.reason);
  const learnt = job.learnt ?? nothingLearnt();
  learnt.quota ??= quotaOf(job, identity, spec);
  learnt.fitting ??= fittingOf(job, spec, requests);
  const { quota, fitting } = learnt;
  const reading = new FirstReading(rows, {
    admitting,
    deadline: job.deadline,
    isAnswered: (position) => journal?.has(position) === true,
  });
  if (job.whereFull.preflight) verdict.broken = await quota?.preflight(reading.candidates());
  const sendPart = async (chunk: Chunk): Promise<SentPart> => {
    let whole: MadeRequest | undefined;
    let isSplit = false;
    const marks = keeper?.marksOf(chunk);
    const sent = await sendChunk(chunk.index, chunk.rows, {
      isolateBounds: action.isolate && {
        ...action.isolate,
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
      ...lister(action.isolate, job),
      ...(keeper === undefined ? {} : { keep: (settled) => keeper.settled(settled, chunk.positions) }),
    });
    await marks?.end(sent.results);
    const part = { ...sent, bodyBytes: whole?.body?.length ?? 0 };
    if (sent.tooLarge === true) return part;
    verdict.add(sent.outcome);
    learnt.chunks += 1;
    learnt.accepted ||= verdict.accepted;
    const refusedWhole = learnt.accepted ? undefined : sent.wholeRequest;
    const fatal = sent.fatal ?? refusedWhole ?? outageAfter(sent, spec, learnt, job);
    if (fatal !== undefined) job.deadline.stop(fatal);
    if (sent.outcome.failure !== undefined) tellTrouble(sent.outcome.failure, fatal, job);
    // The rows of an input that is given whole lie in memory anyway.
    if (whole !== undefined && total === undefined) chunk.held = requests.rowsOf(whole);
    return part;
  };
  const send = (chunk: Chunk) => fitting.send(chunk, sendPart);
  const pages = pipeline(rows, planBounds(job, requests), {
    identity,
    matchField: matchFieldOf(spec),
    admit: (row, index) => admit(row, index, admitting),
    recall(position, row) {
      const result = recall?.result(position, row);
      if (result !== undefined) recallDoubt(result, spec, verdict);
      job.tally.recalled += result === undefined ? 0 : 1;
      return result;
    },
    placed: (position, row, isShared) => recall?.placed(position, row, isShared),
    keepBack: (row) => quota?.keepBack(row),
    broken(error) {
      verdict.broken = unreadable(error);
      job.deadline.stop(verdict.broken);
    },
    abandoned: () => job.deadline.stop(new ConnectorError("Cancelled", "Nobody reads the results any more.")),
    conflict: (row, index, variants) => warnOfConflict(row, index, variants, job),
    send: (chunk) => (quota === undefined ? send(chunk) : quota.send(chunk, send)),
    atOnce: () => mostAtOnce(action, learnt),
  });
  for await (const page of pages) {
    // Taken where there is no journal too, or they would be held to the end.
    await keeper?.unsent([...fitting.takeUnsent(), ...(recall?.takeShared(job.tally.rows, page) ?? [])]);
    for (const result of page) job.tally.row(isFailed(result, spec), result[spec.declared.reason]);
    job.tell({ type: "progress", done: job.tally.rows, ...(total === undefined ? {} : { total }) });
    yield job.out.rows(page);
  }
  verdict.broken ??= reading.difference(job.tally.rows);
  return verdict;
}

function fittingOf({ compiled, deadline }: Job, spec: ResultSpec, requests: RequestMaker): Fitting {
  const { batch } = compiled.action;
  return new Fitting({
    spec,
    frameBytes: requests.make([]).body?.length ?? 0,
    textsAs: batch?.textsAs,
    maxTooLarge: batch?.maxFailedCalls,
    stop: (error) => deadline.stop(error),
  });
}

/** undefined where the action declares none. */
function quotaOf(job: Job, identity: Identity | undefined, spec: ResultSpec): Quota | undefined {
  const { quota } = job.compiled.action;
  if (quota === undefined || identity === undefined) return undefined;
  return new Quota(quota, { ...job, identity, spec });
}

/** A row that may be in is a call without an answer, in this run as in the one that sent it. */
function recallDoubt(result: JsonObject, { declared }: ResultSpec, verdict: Verdict): void {
  const [, sentence] = /^OutcomeUnknown: (.*)$/s.exec(String(result[declared.reason])) ?? [];
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
function lister(declared: Action["isolate"], job: Job): Pick<ChunkSender, "present"> {
  const present = declared?.present;
  if (present === undefined) return {};
  return {
    present: async ({ status }) =>
      present.statuses.includes(status) ? listPresent(present, job.other(present.action)) : undefined,
  };
}

/** A failure that the service answered is told once per code; one without an answer is thrown, or stands in its rows. */
function tellTrouble(
  { error, answer }: ChunkFailure,
  fatal: ConnectorError | undefined,
  { tally, tell }: Job,
): void {
  const isNew = tally.trouble(fatal ?? error);
  if (!isNew || answer === undefined) return;
  tell({ type: "warning", code: error.code, message: `${error.message} ${error.hint}` });
}

function outputOf(verdict: Verdict, rows: JsonObject[], job: Job): ActionOutput {
  const head = verdict.head() ?? headWithoutCall(verdict, job);
  const place = job.compiled.action.results?.items ?? "";
  const body = withValue(errorPart(verdict, job), place, rows) as JsonObject;
  const output = { ...head, json_body: body };
  const trouble = verdict.broken ?? verdict.silence;
  if (trouble !== undefined) throw withOutput(trouble, output);
  return output;
}

/** Nothing was sent: because there was nothing, or because every row was refused here. */
function headWithoutCall({ broken }: Verdict, { tally, tell }: Job): Head {
  if (tally.rows > 0) return { status_code: 400, response_headers: {}, reason: "Bad Request" };
  if (broken === undefined)
    tell({ type: "warning", code: "NoRows", message: "The input holds no rows; no call was made." });
  return { status_code: 200, response_headers: {}, reason: "OK" };
}

/** The error object beside the rows, where no row was accepted: the service's own, else one in its shape. */
function errorPart(verdict: Verdict, { compiled, manifest, tally }: Job): JsonObject {
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
