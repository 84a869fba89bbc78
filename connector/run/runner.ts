/** Runs one action: validate → plan → per chunk: request → send → map → merge. Knows no service and no action. */
import { ConnectorError } from "../contract/errors.js";
import type { Manifest } from "../contract/generated/meta/manifest.js";
import { at, tokens, withValue } from "../contract/pointer.js";
import type { CompiledAction } from "../contract/ports.js";
import type {
  ActionInput,
  ActionOutput,
  Clock,
  HttpAnswer,
  HttpRequest,
  JsonObject,
  RunEvent,
  ValidationMode,
} from "../contract/types.js";
import type { Deadline } from "../http/deadline.js";
import type { CallResult } from "../http/send.js";
import { type AdmitSettings, admit } from "./admit.js";
import { sendChunk } from "./chunk.js";
import { identityOf, textOf } from "./identity.js";
import { pipeline } from "./pipeline.js";
import { RequestMaker } from "./request.js";
import { isFailed, type ResultSpec } from "./results.js";
import { Tally } from "./tally.js";
import { type ChunkFailure, type Head, Verdict } from "./verdict.js";

/** Everything that one run needs. */
export interface Job {
  readonly compiled: CompiledAction;
  readonly manifest: Manifest;
  readonly serviceUrl: string;
  readonly validation: ValidationMode;
  readonly normalize: boolean;
  readonly deadline: Deadline;
  readonly clock: Clock;
  readonly tally: Tally;
  /** Throws MissingPermission and what the login throws; asked before each call. */
  readonly authorised: () => Promise<void>;
  readonly send: (request: HttpRequest) => Promise<CallResult>;
  readonly tell: (event: RunEvent) => void;
}

/** Throws InvalidInput for an input whose frame is broken; warns of keys that the action has no use for. */
export function checkInput(input: unknown, { compiled, tell }: Pick<Job, "compiled" | "tell">): ActionInput {
  const found = compiled.checkEnvelope(input);
  if (found.length > 0) {
    const place = compiled.action.batch?.items.slice(1).replaceAll("/", ".");
    const hint = place === undefined ? undefined : `Rows belong into ${place}, as a list; nothing was sent.`;
    throw new ConnectorError("InvalidInput", found.map(({ sentence }) => sentence).join(" "), { hint });
  }
  for (const key of compiled.unusedInputs(input as JsonObject)) {
    tell({
      type: "warning",
      code: "UnusedInput",
      message: `${key} is no input of this action; it was not sent.`,
    });
  }
  return input as ActionInput;
}

/** Runs the action on an input that {@link checkInput} let pass. */
export async function run(input: ActionInput, job: Job): Promise<ActionOutput> {
  const { batch, results } = job.compiled.action;
  if (batch === undefined || results === undefined) return runOnce(input, job);
  const rows = at(input, batch.items) as unknown[];
  const collected: JsonObject[] = [];
  const stream = runRows(rows, withValue(input, batch.items, []) as ActionInput, job, rows.length);
  for (;;) {
    const { done, value } = await stream.next();
    if (done === true) return outputOf(value, collected, results.items, job);
    for (const result of value) collected.push(result);
  }
}

/**
 * The rows' results in pages, in the rows' order; returns the verdict over all calls.
 * @param frame the input without its rows
 */
async function* runRows(
  rows: Iterable<unknown> | AsyncIterable<unknown>,
  frame: ActionInput,
  job: Job,
  total?: number,
): AsyncGenerator<JsonObject[], Verdict> {
  const { action } = job.compiled;
  const spec = specOf(job.compiled);
  const verdict = new Verdict(job.manifest.http.outputHeaders);
  const inTurn = turns();
  const requests = new RequestMaker(action, job.serviceUrl, frame);
  const admitting = admitSettings(job, spec);
  const pages = pipeline(rows, action.batch as NonNullable<typeof action.batch>, {
    identity: identityOf(action.identity),
    admit: (row, index) => admit(row, index, admitting),
    conflict: (row, index, variants) => warnOfConflict(row, index, variants, job),
    send: async (index, chunk) => {
      const sent = await sendChunk(index, chunk, {
        isolateBounds: action.isolate,
        spec,
        makeRequest: (some) => requests.make(some),
        send: (request) => authorisedSend(request, job),
        warn: (code, message) => job.tell({ type: "warning", code, message }),
        inTurn,
      });
      verdict.add(sent.outcome);
      const fatal = sent.fatal ?? (verdict.accepted ? undefined : sent.wholeRequest);
      if (fatal !== undefined) job.deadline.stop(fatal);
      if (sent.outcome.failure !== undefined) tellTrouble(sent.outcome.failure, fatal, job);
      return sent.results;
    },
  });
  for await (const page of pages) {
    for (const result of page) job.tally.row(isFailed(result, spec), result[spec.declared.reason]);
    job.tell({ type: "progress", done: job.tally.rows, ...(total === undefined ? {} : { total }) });
    yield page;
  }
  return verdict;
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

/** Runs pieces of work one after the other, in the order in which they are given. */
function turns(): <T>(work: () => Promise<T>) => Promise<T> {
  let last: Promise<unknown> = Promise.resolve();
  return (work) => {
    const mine = last.then(work);
    last = mine.catch(() => {});
    return mine;
  };
}

async function authorisedSend(request: HttpRequest, job: Job): Promise<CallResult> {
  await job.authorised();
  return job.send(request);
}

function specOf({ action, checkResult }: CompiledAction): ResultSpec {
  return { declared: action.results as NonNullable<typeof action.results>, check: checkResult };
}

function admitSettings(
  { compiled, validation, normalize, clock, tell }: Job,
  spec: ResultSpec,
): AdmitSettings {
  return {
    rows: compiled.rows,
    validation,
    normalize,
    spec,
    now: () => clock.now(),
    warn: (code, message, row) => tell({ type: "warning", code, message, rows: [row] }),
  };
}

function warnOfConflict(
  row: JsonObject,
  index: number,
  variants: readonly string[],
  { compiled, tell }: Job,
): void {
  const { identity, results } = compiled.action;
  const field = identity?.conflict ?? "";
  const value = textOf(row[results?.match.row ?? ""]);
  const message = `${value} is given with ${field} ${textOf(row[field])} and with ${variants.join(", ")}; all are sent, and each counts.`;
  tell({ type: "warning", code: "ConflictingRows", message, rows: [index] });
}

/** An action without rows: its answer is passed on. */
async function runOnce(input: ActionInput, job: Job): Promise<ActionOutput> {
  const { action } = job.compiled;
  const request = new RequestMaker(action, job.serviceUrl, input).make();
  const result = await authorisedSend(request, job);
  if (result.kind !== "succeeded") job.tally.trouble(result.error);
  if (result.kind === "failed" && result.answer === undefined) throw result.error;
  const answer = result.answer as HttpAnswer;
  const verdict = new Verdict(job.manifest.http.outputHeaders);
  verdict.add({ index: 0, succeeded: answer });
  const body = answer.body === undefined ? { response_text: answer.text } : { json_body: answer.body };
  return { ...(verdict.head() as Head), ...body };
}

function outputOf(verdict: Verdict, rows: JsonObject[], place: string, job: Job): ActionOutput {
  const silence = verdict.silence;
  const head = verdict.head() ?? headWithoutCall(rows, job);
  const body = withValue(errorPart(verdict, rows, job), place, rows) as JsonObject;
  const output = { ...head, json_body: body };
  if (silence !== undefined) throw withOutput(silence, output);
  return output;
}

/** Nothing was sent: because there was nothing, or because every row was refused here. */
function headWithoutCall(rows: readonly JsonObject[], { tell }: Job): Head {
  if (rows.length > 0) return { status_code: 400, response_headers: {}, reason: "Bad Request" };
  tell({ type: "warning", code: "NoRows", message: "The input holds no rows; no call was made." });
  return { status_code: 200, response_headers: {}, reason: "OK" };
}

/** The error object beside the rows, where no row was accepted: the service's own, else one in its shape. */
function errorPart(verdict: Verdict, rows: readonly JsonObject[], { compiled, manifest }: Job): JsonObject {
  const { service, results } = compiled.action;
  const { errors } = manifest.services[service] as Manifest["services"][string];
  const [key = ""] = tokens(errors.code);
  const { refusal } = verdict;
  if (refusal !== undefined) {
    const { error, answer } = refusal;
    const isShaped = [errors.code, errors.message].every(
      (place) => typeof at(answer.body, place) === "string",
    );
    return isShaped ? { [key]: at(answer.body, `/${key}`) } : shaped(errors, error.code, error.message);
  }
  if (rows.length === 0 || verdict.head() !== undefined) return {};
  const reason = String(rows[0]?.[results?.reason ?? ""]);
  const [code = ""] = reason.split(":");
  return shaped(errors, code, `None of the ${rows.length} rows could be sent. The first: ${reason}`);
}

function shaped(errors: Manifest["services"][string]["errors"], code: string, message: string): JsonObject {
  return withValue(withValue({}, errors.code, code), errors.message, message) as JsonObject;
}

function withOutput(error: ConnectorError, output: ActionOutput): ConnectorError {
  return new ConnectorError(error.code, error.message, { hint: error.hint, status: error.status, output });
}
