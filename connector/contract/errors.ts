/** The error that the connector throws. */
import { type ErrorCode, type ErrorKind, errorTable } from "./error_table.js";
import { visible } from "./visible_text.js";

export { type ErrorCode, type ErrorKind, errorTable } from "./error_table.js";

/** Optional details of an error. */
export interface ErrorDetails {
  /** HTTP status, if there was a response. */
  readonly status?: number | undefined;
  /** Replaces the hint of the error table. */
  readonly hint?: string | undefined;
  /** The output known so far, if the input had rows. */
  readonly output?: unknown;
  /** True if the deadline of the run ended a call, whatever the code says about its rows. */
  readonly isOutOfTime?: boolean | undefined;
}

/**
 * The only error that leaves the connector. It contains no cause, request or response, because those of the
 * HTTP library would put the token and the body into logs.
 */
export class ConnectorError extends Error {
  override readonly name = "ConnectorError";
  readonly code: ErrorCode;
  readonly kind: ErrorKind;
  readonly retryable: boolean;
  readonly hint: string;
  declare readonly status?: number;
  declare readonly output?: unknown;
  /** True if the deadline of the run ended it. */
  readonly isOutOfTime: boolean;

  constructor(code: ErrorCode, message: string, details: ErrorDetails = {}) {
    super(visible(message));
    const entry = errorTable[code];
    this.code = code;
    this.kind = entry.kind;
    this.retryable = entry.retryable;
    this.hint = visible(details.hint ?? entry.hint);
    this.isOutOfTime = details.isOutOfTime ?? code === "DeadlineExceeded";
    if (details.status !== undefined) this.status = details.status;
    if (details.output !== undefined) this.output = details.output;
  }

  /** Returns code, kind, message and hint, without stack and output. */
  toJSON(): Record<string, unknown> {
    return {
      code: this.code,
      kind: this.kind,
      message: this.message,
      hint: this.hint,
      retryable: this.retryable,
      ...(this.status === undefined ? {} : { status: this.status }),
    };
  }
}

/** Returns true if the connector itself created the error. */
export function isConnectorError(error: unknown): error is ConnectorError {
  return error instanceof ConnectorError;
}

/** Returns an error for a fault of the connector itself. */
export function internalError(): ConnectorError {
  return new ConnectorError("InternalError", "An unexpected error occurred in the connector.");
}
