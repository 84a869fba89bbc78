/**
 * The error that a Catch node receives: `code` and `cause` reach the flow unchanged, the rest as one
 * message.
 */
import {
  type ActionOutput,
  type ConnectorError,
  errorTable,
  type SummaryEvent,
} from "../../connector/platform_api.js";
import { type FailureReport, reportOf } from "../shared/failure.js";
import { printable } from "../shared/printable.js";
import { responded } from "../shared/status_words.js";
import { runMessages } from "./messages.js";

/** The failure of a message. */
export class ActionFailure extends Error {
  override readonly name: string;
  readonly code: string;
  /** Code, kind, message and hint, and the known part of the output. */
  override readonly cause: FailureReport;

  constructor(events: FailureReport) {
    super(printable(`${events.message} ${events.hint}`));
    this.name = events.code;
    this.code = events.code;
    this.cause = events;
    // Node-RED would put the stack into the message.
    delete this.stack;
  }
}

/** Returns the failure for a connector error. */
export function failureOf(error: ConnectorError): ActionFailure {
  return new ActionFailure(reportOf(error));
}

/** Returns the failure of a run that returned an output; undefined if nothing failed. */
export function failureWithin(
  output: ActionOutput,
  { rows, failed, errorCodes }: SummaryEvent,
): ActionFailure | undefined {
  const [failure] = errorCodes;
  if (failure === undefined && failed === 0) return undefined;
  const { status_code: status } = output;
  return new ActionFailure({
    code: failure ?? "RowsFailed",
    message: rows === 0 ? responded(output) : runMessages.rowsFailed(failed, rows),
    hint: failure === undefined ? runMessages.rowsFailedHint : errorTable[failure].hint,
    status,
    output,
  });
}
