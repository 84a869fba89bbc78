/** The error that a Catch node gets: `code` and `cause` reach the flow as they are, the rest as one sentence. */
import {
  type ActionOutput,
  type ConnectorError,
  errorTable,
  type SummaryEvent,
} from "../../connector/platform_api.js";
import { type FailureReport, reportOf } from "../shared/failure.js";
import { printable } from "../shared/printable.js";
import { statusWords } from "../shared/status_words.js";

/** What went wrong with a message. */
export class ActionFailure extends Error {
  override readonly name: string;
  readonly code: string;
  /** Code, kind, sentence and hint; and the output, as far as it is known. */
  override readonly cause: FailureReport;

  constructor(events: FailureReport) {
    super(printable(`${events.message} ${events.hint}`));
    this.name = events.code;
    this.code = events.code;
    this.cause = events;
    // Node-RED would put it into the message.
    delete this.stack;
  }
}

/** The failure that an error of the connector is. */
export function failureOf(error: ConnectorError): ActionFailure {
  return new ActionFailure(reportOf(error));
}

/** The failure of a run that gave an output; undefined where nothing of it failed. */
export function failureWithin(
  output: ActionOutput,
  { rows, failed, errorCodes }: SummaryEvent,
): ActionFailure | undefined {
  const [failure] = errorCodes;
  if (failure === undefined && failed === 0) return undefined;
  const { status_code: status } = output;
  return new ActionFailure({
    code: failure ?? "RowsFailed",
    message:
      rows === 0 ? `The service answered ${statusWords(output)}.` : `${failed} of ${rows} rows failed.`,
    hint: failure === undefined ? "The output says of each row why." : errorTable[failure].hint,
    status,
    output,
  });
}
