/** Makes every failure a ConnectorError: one sentence, no stack trace. */
import { ConnectorError, isConnectorError } from "../../connector/platform_api.js";

/** What a program is told of an error. */
export interface FailureReport {
  readonly code: string;
  readonly message: string;
  readonly hint: string;
  readonly [more: string]: unknown;
}

/** Code, kind, sentence and hint; and the output, as far as it is known. */
export function reportOf(error: ConnectorError): FailureReport {
  const { output } = error;
  return { ...(error.toJSON() as FailureReport), ...(output === undefined ? {} : { output }) };
}

/** The error itself, or an InternalError for one that should not have happened. */
export function asConnectorError(error: unknown): ConnectorError {
  if (isConnectorError(error)) return error;
  const { name = "Error", message = String(error) } = (error ?? {}) as Partial<Error>;
  const [line = ""] = message.split("\n");
  return new ConnectorError("InternalError", `Something failed that should not: ${name}: ${line}`);
}
