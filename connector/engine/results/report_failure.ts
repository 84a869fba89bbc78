/** Reports failed calls of a run. */
import type { ConnectorError } from "../../contract/errors.js";
import type { RunContext } from "../run_context.js";
import type { BatchFailure } from "./batch_outcome.js";

/**
 * Counts the failure. Emits a warning for the first failure of each code if there is a response: without one, the
 * error is thrown or is in the results of the rows.
 */
export function reportFailure(
  { error, response }: BatchFailure,
  fatal: ConnectorError | undefined,
  { stats, emit }: Pick<RunContext, "stats" | "emit">,
): void {
  const isNew = stats.failure(fatal ?? error);
  if (!isNew || response === undefined) return;
  emit({ type: "warning", code: error.code, message: `${error.message} ${error.hint}` });
}
