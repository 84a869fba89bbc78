/** The one table of codes: what can go wrong, of what kind it is, and what to do about it. */
import { visible } from "./visible_text.js";

/** What kind of trouble it is; decides the exit code and what a platform does next. */
export type ErrorKind =
  | "input"
  | "config"
  | "auth"
  | "permission"
  | "throttled"
  | "network"
  | "service"
  | "cancelled";

interface CodeEntry {
  readonly kind: ErrorKind;
  /** Whether the same call may succeed later without a change. */
  readonly retryable: boolean;
  /** What to do, in one sentence. */
  readonly hint: string;
}

/**
 * Every code that the engine gives, on a thrown {@link ConnectorError} or at the head of a row's reason.
 * Row rules add their own codes (`schemas/rules/*.json`). Codes are stable: a change of one is breaking.
 */
export const errorTable = {
  UnknownAction: { kind: "input", retryable: false, hint: "List the actions and take one of their names." },
  InvalidInput: { kind: "input", retryable: false, hint: "Correct the input; nothing was sent." },
  InvalidRow: { kind: "input", retryable: false, hint: "Correct the row; it was not sent." },
  InvalidOption: { kind: "input", retryable: false, hint: "Correct the option; nothing was sent." },
  InvalidAsset: { kind: "config", retryable: false, hint: "Correct the asset; nothing was sent." },
  InvalidDeclaration: {
    kind: "config",
    retryable: false,
    hint: "Correct the declaration and run the check.",
  },
  HostNotAllowed: {
    kind: "config",
    retryable: false,
    hint: "Leave the address out of the asset, or write it as https://host.",
  },
  InvalidCredentials: {
    kind: "auth",
    retryable: false,
    hint: "Correct the credentials of the asset; the login service names the cause.",
  },
  TokenRejected: {
    kind: "auth",
    retryable: false,
    hint: "The service refuses a fresh token: check that cloud, host and scope belong together.",
  },
  MissingPermission: {
    kind: "permission",
    retryable: false,
    hint: "Grant the permission to the application, with admin consent, and run again.",
  },
  Forbidden: {
    kind: "permission",
    retryable: false,
    hint: "Check the application's permissions and device groups.",
  },
  Throttled: { kind: "throttled", retryable: true, hint: "Run again after the time that the service names." },
  Unreachable: { kind: "network", retryable: true, hint: "Check the address, the proxy and the network." },
  UntrustedCertificate: {
    kind: "network",
    retryable: false,
    hint: "Name the root certificate of your proxy in ca_file.",
  },
  Rejected: {
    kind: "service",
    retryable: false,
    hint: "Correct the row or the request as the service says.",
  },
  NotFound: {
    kind: "service",
    retryable: false,
    hint: "It is gone, or this application may not see it: list what is there.",
  },
  EndpointNotFound: {
    kind: "config",
    retryable: false,
    hint: "The service does not know this address: check url, cloud and region of the asset.",
  },
  ServiceFailed: { kind: "service", retryable: true, hint: "Run again later." },
  BadRowNotIsolated: {
    kind: "service",
    retryable: false,
    hint: "The batch was rejected and its bad row was not found within the call limit: correct or remove bad rows, then send the row again.",
  },
  CapacityExceeded: {
    kind: "service",
    retryable: false,
    hint: "Make room in the service, then run again: with the same journal, only the rows without a final result are sent.",
  },
  MissingResult: { kind: "service", retryable: true, hint: "Look the object up, or send the row again." },
  UnexpectedResponse: {
    kind: "service",
    retryable: true,
    hint: "Look the object up in the service before you rely on it.",
  },
  OutcomeUnknown: {
    kind: "network",
    retryable: true,
    hint: "The row may be in; look it up, or send it again.",
  },
  NotSent: { kind: "cancelled", retryable: true, hint: "Send the row again." },
  DeadlineExceeded: { kind: "cancelled", retryable: true, hint: "Give more time, or run the rest again." },
  Cancelled: { kind: "cancelled", retryable: true, hint: "Run the rest again." },
  OutputWriteFailed: {
    kind: "service",
    retryable: false,
    hint: "The rows were sent; the outputs are on standard output instead.",
  },
  JournalMismatch: {
    kind: "input",
    retryable: false,
    hint: "Name another journal, or run the action and the input that this one belongs to; nothing was sent.",
  },
  JournalDamaged: {
    kind: "input",
    retryable: false,
    hint: "Name a new journal; rows that were in already are sent once more. Nothing was sent.",
  },
  JournalUnwritable: {
    kind: "config",
    retryable: false,
    hint: "Name a journal in a folder that can be written to and has room.",
  },
  JournalInUse: {
    kind: "input",
    retryable: true,
    hint: "Wait until that process has ended, then give the command again; nothing was sent. If it is none of this connector's, remove the .lock file.",
  },
  MissingPackage: { kind: "config", retryable: false, hint: "Install the package beside this one." },
  InternalError: { kind: "service", retryable: false, hint: "Report it: this is a fault of the connector." },
} as const satisfies Record<string, CodeEntry>;

/** A code of {@link errorTable}. */
export type ErrorCode = keyof typeof errorTable;

/** What else an error may carry. */
export interface ErrorDetails {
  /** HTTP status, where there was an answer. */
  readonly status?: number | undefined;
  /** In place of the table's hint. */
  readonly hint?: string | undefined;
  /** The output as far as it is known, where the input had rows. */
  readonly output?: unknown;
  /** The deadline of the run cut a call off, whatever the code says of the rows of that call. */
  readonly isOutOfTime?: boolean | undefined;
}

/**
 * The only error that leaves the connector. It holds no cause, no request and no response: those of the HTTP
 * library carry the token and the body into whatever logs them.
 */
export class ConnectorError extends Error {
  override readonly name = "ConnectorError";
  readonly code: ErrorCode;
  readonly kind: ErrorKind;
  readonly retryable: boolean;
  readonly hint: string;
  declare readonly status?: number;
  declare readonly output?: unknown;
  /** Whether the deadline of the run ended it. */
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

  /** Code, kind, sentence and hint; neither stack nor output. */
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

/** True for an error that the connector itself made. */
export function isConnectorError(error: unknown): error is ConnectorError {
  return error instanceof ConnectorError;
}

/** For what only a fault of our own can bring about. */
export function internalError(): ConnectorError {
  return new ConnectorError("InternalError", "Something in the connector failed that should not.");
}
