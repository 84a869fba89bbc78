/** Builds the output of a run on rows from its status. */
import { ConnectorError, isConnectorError } from "../../contract/errors.js";
import type { Manifest } from "../../contract/generated/meta/manifest.js";
import { setAt } from "../../contract/json_pointer.js";
import type { ActionOutput, JsonObject } from "../../contract/types.js";
import { runMessages } from "../messages.js";
import type { RunContext } from "../run_context.js";
import type { ResponseHead } from "./batch_outcome.js";
import { serviceError } from "./error_body.js";
import type { RunStatus } from "./run_status.js";

/** Returns the output with these results. Throws the error of a run that failed as a whole, with the output. */
export function outputOf(status: RunStatus, rows: JsonObject[], context: RunContext): ActionOutput {
  const head = status.head() ?? headWithoutCall(status, context);
  const pointer = context.compiled.action.results?.items ?? "";
  const body = setAt(errorPart(status, context), pointer, rows) as JsonObject;
  const output = { ...head, json_body: body };
  const failure = status.sourceError ?? status.networkError;
  if (failure !== undefined) throw withOutput(failure, output);
  return output;
}

/** If no call was made, there were no rows, the service contained them, or every row was rejected here. */
function headWithoutCall({ sourceError }: RunStatus, { stats, emit }: RunContext): ResponseHead {
  if (stats.rows > 0 && stats.unchanged === 0)
    return { status_code: 400, response_headers: {}, reason: "Bad Request" };
  if (stats.rows === 0 && sourceError === undefined)
    emit({ type: "warning", code: "NoRows", message: runMessages.noRows });
  return { status_code: 200, response_headers: {}, reason: "OK" };
}

/** Returns the error next to the rows if no row was accepted: that of the service, or one in the same form. */
function errorPart(status: RunStatus, { compiled, manifest, stats }: RunContext): JsonObject {
  const { service } = compiled.action;
  const { errors } = manifest.services[service] as Manifest["services"][string];
  const { rejection } = status;
  if (rejection !== undefined) return serviceError(errors, rejection.error, rejection.response);
  if (stats.rows === 0 || stats.unchanged > 0 || status.head() !== undefined) return {};
  const reason = String(stats.firstReason);
  const [code = ""] = reason.split(":");
  return serviceError(errors, { code, message: runMessages.noneSent(stats.rows, reason) });
}

/** Returns the error together with what is known about the rows. */
export function withOutput(error: ConnectorError, output: ActionOutput): ConnectorError {
  const { code, message, hint, status, isOutOfTime } = error;
  return new ConnectorError(code, message, { hint, status, isOutOfTime, output });
}

/** Returns the output of a run, also if it failed with an output. Throws any other error. */
export async function settledOutput(
  ran: Promise<ActionOutput>,
): Promise<{ readonly output: ActionOutput; readonly thrown?: ConnectorError }> {
  try {
    return { output: await ran };
  } catch (error) {
    if (!isConnectorError(error) || error.output === undefined) throw error;
    return { output: error.output as ActionOutput, thrown: error };
  }
}
