/** Ends a run after consecutive failed calls: each further call would use up all of its attempts. */
import type { ConnectorError } from "../../contract/errors.js";
import { batchErrors, batchMessages } from "./messages.js";
import type { SentBatch } from "./sent_batch.js";
import type { RunContext } from "../run_context.js";
import type { RunState } from "../run_state.js";
import { isOpen, type ResultSpec } from "../results/row_results.js";

/** Counts the call. If the limit is reached, emits a warning and returns the error that ends the run. */
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
  const error = batchErrors.circuitOpen(state.failedInARow, failure);
  emit({ type: "warning", code: error.code, message: batchMessages.endsHere(error) });
  return error;
}

/** Returns why no row of the call has a final result, or undefined if one has. */
function failureOf({ outcome, results }: SentBatch, spec: ResultSpec): ConnectorError | undefined {
  const { succeeded, failure } = outcome;
  if (succeeded !== undefined || failure === undefined) return undefined;
  const { code } = failure.error;
  const isWhole = code === "ServiceFailed" || code === "OutcomeUnknown";
  return isWhole || results.every((result) => isOpen(result, spec)) ? failure.error : undefined;
}
