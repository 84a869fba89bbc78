/** Converts every failure to a ConnectorError: a message without a stack trace. */
import { type ConnectorError, isConnectorError } from "../../connector/platform_api.js";
import { adapterErrors } from "./messages.js";

/** An error for programs. */
export interface FailureReport {
  readonly code: string;
  readonly message: string;
  readonly hint: string;
  readonly [more: string]: unknown;
}

/** Returns code, kind, message and hint, and the known part of the output. */
export function reportOf(error: ConnectorError): FailureReport {
  const { output } = error;
  return { ...(error.toJSON() as FailureReport), ...(output === undefined ? {} : { output }) };
}

/** Returns the error itself, or an InternalError for an unexpected one. */
export function asConnectorError(error: unknown): ConnectorError {
  if (isConnectorError(error)) return error;
  const { name = "Error", message = String(error) } = (error ?? {}) as Partial<Error>;
  const [line = ""] = message.split("\n");
  return adapterErrors.unexpected(name, line);
}
