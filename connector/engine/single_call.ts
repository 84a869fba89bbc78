/** Runs an action without rows: one call, or the pages of a list combined into one output. */
import type { ConnectorError } from "../contract/errors.js";
import type { Manifest } from "../contract/generated/meta/manifest.js";
import type { ActionInput, ActionOutput, HttpResponse, HttpRequest, JsonObject } from "../contract/types.js";
import { isSuccess } from "../http/classify_response.js";
import type { CallResult } from "../http/call_context.js";
import { runErrors } from "./messages.js";
import { CombinedList } from "./paging/combined_list.js";
import type { Paging } from "./paging/page.js";
import { baseUrlOf } from "./request/base_url.js";
import { RequestMaker } from "./request/request_builder.js";
import { validateBody } from "./request/validate_body.js";
import type { RowContext } from "./rows/row_context.js";
import type { RunStats } from "./results/run_stats.js";
import type { ResponseHead } from "./results/batch_outcome.js";
import { RunStatus } from "./results/run_status.js";

/** What one call, or one list, needs. */
export interface SingleCallContext extends RowContext {
  readonly manifest: Pick<Manifest, "http" | "services">;
  readonly stats: Pick<RunStats, "failure">;
  readonly send: (request: HttpRequest) => Promise<CallResult>;
  /** The same, but the call is not repeated if the service may have received it. */
  readonly sendOnce: (request: HttpRequest) => Promise<CallResult>;
}

/** Runs the action. Throws InvalidInput if a rule rejects the body, and an error if there is no usable response. */
export async function runSingleCall(input: ActionInput, job: SingleCallContext): Promise<ActionOutput> {
  const { compiled, serviceUrl, send } = job;
  const { action } = compiled;
  const valid = validateBody(input, job);
  const baseUrl = await baseUrlOf(valid, action, serviceUrl, send);
  const most = action.paging === undefined ? undefined : maxItems(input, action.paging);
  if (action.paging === undefined || most === undefined)
    return passedOn(await send(new RequestMaker(action, baseUrl, valid).make()), job);
  const list = new CombinedList({ paging: action.paging, most, baseUrl, input: valid }, job);
  return (await list.output()) ?? passedOn(list.firstFailure, job);
}

/** Returns how many items are requested; undefined for the first page only. */
function maxItems(
  input: ActionInput,
  { fetchAllInput: all, maxItemsInput: max }: Paging,
): number | undefined {
  const most = (input as JsonObject)[max];
  if (typeof most === "number") return most;
  const isAll = all === undefined || (input as JsonObject)[all] === true;
  return isAll ? Number.POSITIVE_INFINITY : undefined;
}

function passedOn(result: CallResult, job: SingleCallContext): ActionOutput {
  if (result.kind !== "succeeded") {
    const error = failureOf(result, job);
    job.stats.failure(error);
    // An unusable response with the status of a success must not look like one, and a rejected login has no output.
    const isUnusable = result.response === undefined || isSuccess(result.response);
    if (isUnusable || error.code === "InvalidCredentials") throw error;
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
  return runErrors.earlierAttempt(error);
}
