/** The error that a Catch node gets: `code` and `cause` reach the flow as they are, the rest as one sentence. */
import {
  type ActionOutput,
  type ConnectorError,
  errorTable,
  type SummaryEvent,
} from "../../connector/index.js";
import { type FailureReport, reportOf } from "../shared/failure.js";
import { printable } from "../shared/printable.js";
import { statusWords } from "../shared/status_words.js";

/** What went wrong with a message. */
export class ActionFailure extends Error {
  override readonly name: string;
  readonly code: string;
  /** Code, kind, sentence and hint; and the output, as far as it is known. */
  override readonly cause: FailureReport;

  constructor(told: FailureReport) {
    super(printable(`${told.message} ${told.hint}`));
    this.name = told.code;
    this.code = told.code;
    this.cause = told;
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
  { rows, failed, troubles }: SummaryEvent,
): ActionFailure | undefined {
  const [trouble] = troubles;
  if (trouble === undefined && failed === 0) return undefined;
  const { status_code: status } = output;
  return new ActionFailure({
    code: trouble ?? "RowsFailed",
    message:
      rows === 0 ? `The service answered ${statusWords(output)}.` : `${failed} of ${rows} rows failed.`,
    hint: trouble === undefined ? "The output says of each row why." : errorTable[trouble].hint,
    status,
    output,
  });
}
