/** Says that what was to be written is lost, the same for whatever writes. */
import { ConnectorError } from "../../connector/platform_api.js";

/** What standard output is called at the head of a sentence. */
export const standardOutput = "Standard output";

/** The error for a place that cannot be written any more. @param hint what became of the rows, and what to do; else the table's */
export function lostOutput(place: string, error: unknown, hint?: string): ConnectorError {
  const { code = "unknown reason" } = error as NodeJS.ErrnoException;
  return new ConnectorError("OutputWriteFailed", `${place} cannot be written any more (${code}).`, { hint });
}
