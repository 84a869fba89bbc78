/** Turns an error of the caller's row source into an error of the run. */
import { ConnectorError } from "../contract/errors.js";
import { runErrors } from "./messages.js";

/** Passes on only the message: an error of the caller may contain anything. */
export function sourceErrorOf(error: unknown): ConnectorError {
  if (error instanceof ConnectorError) return error;
  const message = error instanceof Error ? error.message : String(error);
  return runErrors.unreadable(message);
}
