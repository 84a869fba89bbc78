/** Runs an action without rows: one call, or the pages of a list combined into one output. */
import { ConnectorError, isConnectorError } from "../contract/errors.js";
import type { Manifest } from "../contract/generated/meta/manifest.js";
import { removeAt, setAt } from "../contract/json_pointer.js";
import type { ActionInput, ActionOutput, HttpResponse, HttpRequest, JsonObject } from "../contract/types.js";
import { isSuccess } from "../http/classify_response.js";
import type { CallResult } from "../http/call_context.js";
import { validateBody } from "./request/validate_body.js";
import { type Page, type Paging, pagesOf } from "./paging/paginator.js";
import { RequestMaker } from "./request/request_builder.js";
import type { RowContext } from "./rows/row_context.js";
import { serviceError } from "./results/error_body.js";
import type { RunStats } from "./results/run_stats.js";
import type { BatchFailure, ResponseHead } from "./results/batch_outcome.js";
import { RunStatus } from "./results/run_status.js";

/** What one call, or one list, needs. */
export interface SingleCallContext extends RowContext {
  readonly manifest: Pick<Manifest, "http" | "services">;
  readonly stats: Pick<RunStats, "failure">;
  readonly send: (request: HttpRequest) => Promise<CallResult>;
}

/** Runs the action. Throws InvalidInput if a rule rejects the body, and an error if there is no usable response. */
export async function runSingleCall(input: ActionInput, job: SingleCallContext): Promise<ActionOutput> {
  const { action } = job.compiled;
  const request = new RequestMaker(action, job.serviceUrl, validateBody(input, job)).make();
  const most = action.paging === undefined ? undefined : maxItems(input, action.paging);
  if (action.paging === undefined || most === undefined) return passedOn(await job.send(request), job);
  return new List(action.paging, most, job).output(request);
}

/** Returns how many items are requested; undefined for the first page only. */
function maxItems(
  input: ActionInput,
  { fetchAllInput: all, maxItemsInput: max }: Paging,
): number | undefined {
  const most = (input as JsonObject)[max];
  if (typeof most === "number") return most;
  return (input as JsonObject)[all] === true ? Number.POSITIVE_INFINITY : undefined;
}

function passedOn(result: CallResult, job: SingleCallContext): ActionOutput {
  if (result.kind !== "succeeded") {
    const error = failureOf(result, job);
    job.stats.failure(error);
    // An unusable response with the status of a success must not look like one.
    if (result.response === undefined || isSuccess(result.response)) throw error;
    const { code, message, hint } = error;
    job.emit({ type: "warning", code, message: `${message} ${hint}` });
  }
  const response = result.response as HttpResponse;
  const status = new RunStatus(job.manifest.http.outputHeaders);
  status.add({ index: 0, succeeded: response });
  const body = response.body === undefined ? { response_text: response.text } : { json_body: response.body };
  return { ...(status.head() as ResponseHead), ...body };
}

/** A later response does not show what an earlier attempt changed. A call that only reads changes nothing. */
function failureOf(
  { error, inDoubt }: Exclude<CallResult, { kind: "succeeded" }>,
  job: SingleCallContext,
): ConnectorError {
  const isDoubtful = inDoubt === true && job.compiled.action.effect !== "read";
  if (!isDoubtful || error.code === "ServiceFailed" || error.code === "OutcomeUnknown") return error;
  const message = `An earlier attempt may have been taken. ${error.message}`;
  const { status, isOutOfTime } = error;
  return new ConnectorError("OutcomeUnknown", message, { status, isOutOfTime });
}

/** Combines the pages of one list. */
class List {
  readonly #paging: Paging;
  readonly #most: number;
  readonly #job: SingleCallContext;
  readonly #status: RunStatus;
  readonly #items: unknown[] = [];
  #first: HttpResponse | undefined;
  #pages = 0;
  /** The link to the items after the last one; undefined if it is unknown or there are none. */
  #next: string | undefined;
  /** Whether the service has more items than requested. */
  #isCut = false;
  #rejected: Exclude<CallResult, { kind: "succeeded" }> | undefined;

  constructor(paging: Paging, most: number, job: SingleCallContext) {
    this.#paging = paging;
    this.#most = most;
    this.#job = job;
    this.#status = new RunStatus(job.manifest.http.outputHeaders);
  }

  /** Returns the output. After the first page, a failure does not lose the items before it. */
  async output(request: HttpRequest): Promise<ActionOutput> {
    const { serviceUrl, emit } = this.#job;
    let failure: BatchFailure | undefined;
    try {
      const source = { paging: this.#paging, serviceUrl, send: (one: HttpRequest) => this.#send(one) };
      for await (const page of pagesOf(request, source)) {
        this.#take(page);
        if (this.#items.length >= this.#most) break;
      }
    } catch (error) {
      if (!isConnectorError(error)) throw error;
      if (this.#first === undefined) return this.#firstFailed(error);
      failure = this.#failed(error);
    }
    if (this.#isCut) emit({ type: "warning", code: "MoreItems", message: this.#cutMessage() });
    return { ...(this.#status.head() as ResponseHead), json_body: this.#body(failure) };
  }

  async #send(request: HttpRequest): Promise<HttpResponse> {
    const result = await this.#job.send(request);
    if (result.kind === "succeeded") return result.response;
    this.#rejected = result;
    throw result.error;
  }

  #take({ items, response, next }: Page): void {
    this.#first ??= response;
    this.#status.add({ index: this.#pages, succeeded: response });
    this.#pages += 1;
    const left = this.#most - this.#items.length;
    for (const item of items.slice(0, left)) this.#items.push(item);
    // After a truncated page, the link would skip the items that were left out.
    this.#next = items.length > left ? undefined : next;
    this.#isCut = items.length > left || (items.length === left && next !== undefined);
    this.#job.emit({ type: "progress", done: this.#items.length });
  }

  #firstFailed(error: ConnectorError): ActionOutput {
    if (this.#rejected !== undefined) return passedOn(this.#rejected, this.#job);
    this.#job.stats.failure(error);
    throw error;
  }

  #failed(error: ConnectorError): BatchFailure {
    const response = this.#rejected?.response;
    const failure = { error, ...(response === undefined ? {} : { response }) };
    this.#status.add({ index: this.#pages, failure });
    this.#job.stats.failure(error);
    const message = `The list ends after ${this.#items.length} items: ${error.message} ${error.hint}`;
    this.#job.emit({ type: "warning", code: error.code, message });
    return failure;
  }

  #body(failure: BatchFailure | undefined): JsonObject {
    const { items, next } = this.#paging;
    const whole = setAt(this.#first?.body, items, this.#items);
    const body = (
      this.#next === undefined ? removeAt(whole, next) : setAt(whole, next, this.#next)
    ) as JsonObject;
    if (failure === undefined) return body;
    const { service } = this.#job.compiled.action;
    const { errors } = this.#job.manifest.services[service] as Manifest["services"][string];
    return { ...body, ...serviceError(errors, failure.error, failure.response) };
  }

  #cutMessage(): string {
    const { maxItemsInput: max } = this.#paging;
    return `The list was cut after ${this.#items.length} items, as ${max} says; the service holds more.`;
  }
}
