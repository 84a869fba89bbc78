/** Ends a run whose calls fail one after the other: each further one would cost all of its attempts. */
import { ConnectorError } from "../../contract/errors.js";
import type { SentBatch } from "./send_batch.js";
import type { RunContext, RunState } from "../run_context.js";
import { isOpen, type ResultSpec } from "../results/row_results.js";

/** Counts the call; gives the failure that ends the run, and tells it as a warning, where that was one too many. */
export function circuitBreaker(
  sent: SentBatch,
  spec: ResultSpec,
  state: RunState,
  { compiled, emit }: RunContext,
): ConnectorError | undefined {
  const failure = failureOf(sent, spec);
  state.failedInARow = failure === undefined ? 0 : state.failedInARow + 1;
  if (failure === undefined || state.failedInARow !== compiled.action.circuitBreaker?.maxConsecutiveFailures)
    return undefined;
  const message = `${state.failedInARow} calls in a row failed; no answer accepted any of their rows.`;
  const error = new ConnectorError(failure.code, message, {
    hint: failure.hint,
    status: failure.status,
    isOutOfTime: failure.isOutOfTime,
  });
  emit({ type: "warning", code: error.code, message: `${message} The run ends here. ${error.hint}` });
  return error;
}

/** Why no row of the call has an answer of its own; undefined where one has. */
function failureOf({ outcome, results }: SentBatch, spec: ResultSpec): ConnectorError | undefined {
  const { succeeded, failure } = outcome;
  if (succeeded !== undefined || failure === undefined) return undefined;
  const { code } = failure.error;
  const isWhole = code === "ServiceFailed" || code === "OutcomeUnknown";
  return isWhole || results.every((result) => isOpen(result, spec)) ? failure.error : undefined;
}
