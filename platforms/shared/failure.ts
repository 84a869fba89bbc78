/** Makes every failure a ConnectorError: one sentence, no stack trace. */
import { ConnectorError, isConnectorError } from "../../connector/index.js";

/** The error itself, or an InternalError for one that should not have happened. */
export function asConnectorError(error: unknown): ConnectorError {
  if (isConnectorError(error)) return error;
  const { name = "Error", message = String(error) } = (error ?? {}) as Partial<Error>;
  const [line = ""] = message.split("\n");
  return new ConnectorError("InternalError", `Something failed that should not: ${name}: ${line}`);
}
