/** Ends a run whose calls the service fails one after the other: each further one would cost all of its attempts. */
import { ConnectorError } from "../contract/errors.js";
import type { Job, Learnt } from "./job.js";
import type { ChunkOutcome } from "./verdict.js";

/** Counts the call; gives the failure that ends the run, and tells it as a warning, where that was one too many. */
export function outageAfter(
  outcome: ChunkOutcome,
  learnt: Learnt,
  { compiled, tell }: Job,
): ConnectorError | undefined {
  learnt.failedInARow = isServiceDown(outcome) ? learnt.failedInARow + 1 : 0;
  if (learnt.failedInARow !== compiled.action.batch?.maxFailedCalls) return undefined;
  const message = `The service failed ${learnt.failedInARow} calls in a row, each in all of its attempts.`;
  const error = new ConnectorError("ServiceFailed", message);
  tell({ type: "warning", code: error.code, message: `${message} The run ends here. ${error.hint}` });
  return error;
}

function isServiceDown({ succeeded, failure }: ChunkOutcome): boolean {
  const code = failure?.error.code;
  return succeeded === undefined && (code === "ServiceFailed" || code === "OutcomeUnknown");
}
