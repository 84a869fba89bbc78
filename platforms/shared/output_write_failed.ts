/** The error for lost output, the same for all writers. */
import { ConnectorError } from "../../connector/platform_api.js";

/** Name of standard output at the beginning of a sentence. */
export const standardOutput = "Standard output";

/**
 * Returns the error for a place that can no longer be written.
 * @param hint - what happened to the rows and what to do; default: the hint of the code
 */
export function lostOutput(place: string, error: unknown, hint?: string): ConnectorError {
  const { code = "unknown reason" } = error as NodeJS.ErrnoException;
  return new ConnectorError("OutputWriteFailed", `${place} can no longer be written (${code}).`, { hint });
}
