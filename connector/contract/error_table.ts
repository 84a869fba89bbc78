/** The table of all error codes with kind and hint. */
import { sharedErrorTable } from "./shared_error_table.js";

/** Kind of error. Determines the exit code and the reaction of a platform. */
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
  /** True if the same call may succeed later without a change. */
  readonly retryable: boolean;
  /** Remedy, in one or two sentences. */
  readonly hint: string;
}

/**
 * Every code of the engine, in a thrown ConnectorError or at the start of a row's reason.
 * Row rules add their own codes (`schemas/rules/*.json`). Codes are stable: changing one is a breaking change.
 */
export const errorTable = {
  UnknownAction: { kind: "input", retryable: false, hint: "List the actions and use one of their names." },
  InvalidInput: { kind: "input", retryable: false, hint: "Correct the input; nothing was sent." },
  InvalidRow: { kind: "input", retryable: false, hint: "Correct the row; it was not sent." },
  InvalidOption: { kind: "input", retryable: false, hint: "Correct the option; nothing was sent." },
  InvalidAsset: { kind: "config", retryable: false, hint: "Correct the asset; nothing was sent." },
  InvalidConfig: {
    kind: "config",
    retryable: false,
    hint: "Correct the configuration; nothing was sent.",
  },
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
    hint: "The service rejects a new token: check that cloud, host and scope belong together.",
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
  Throttled: {
    kind: "throttled",
    retryable: true,
    hint: "Run again after the time that the service states.",
  },
  Unreachable: { kind: "network", retryable: true, hint: "Check the address, the proxy and the network." },
  UntrustedCertificate: {
    kind: "network",
    retryable: false,
    hint: "Name the root certificate of your proxy in ca_file.",
  },
  Rejected: {
    kind: "service",
    retryable: false,
    hint: "Correct the row or the request as described in the message of the service.",
  },
  NotFound: {
    kind: "service",
    retryable: false,
    hint: "The object was deleted, or this application may not see it: list the existing objects.",
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
    hint: "Delete objects in the service, then run again: with the same journal, only the rows without a final result are sent.",
  },
  MissingResult: { kind: "service", retryable: true, hint: "Look the object up, or send the row again." },
  UnexpectedResponse: {
    kind: "service",
    retryable: true,
    hint: "Look the object up in the service before you rely on it.",
  },
  Incomplete: {
    kind: "service",
    retryable: true,
    hint: "Run again. Do not treat what is missing as deleted.",
  },
  OutcomeUnknown: {
    kind: "network",
    retryable: true,
    hint: "The row may have been accepted: look it up, or send it again.",
  },
  NotSent: { kind: "cancelled", retryable: true, hint: "Send the row again." },
  DeadlineExceeded: {
    kind: "cancelled",
    retryable: true,
    hint: "Increase the deadline, or run the rest again.",
  },
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
    hint: "Name a new journal; rows that were already accepted are sent once more. Nothing was sent.",
  },
  JournalUnwritable: {
    kind: "config",
    retryable: false,
    hint: "Name a journal in a writable folder on a disk that is not full.",
  },
  JournalInUse: {
    kind: "input",
    retryable: true,
    hint: "Wait until that process has ended, then run the command again; nothing was sent. If that process does not belong to this connector, remove the .lock file.",
  },
  StalePlan: {
    kind: "input",
    retryable: false,
    hint: "Make a new plan and apply that; nothing was sent.",
  },
  TooManyDeletes: {
    kind: "input",
    retryable: false,
    hint: "Narrow the filter, or raise the bound; nothing was deleted.",
  },
  ...sharedErrorTable,
  MissingPackage: { kind: "config", retryable: false, hint: "Install the package next to this one." },
  InternalError: {
    kind: "service",
    retryable: false,
    hint: "Report the error: it is a fault of the connector.",
  },
} as const satisfies Record<string, CodeEntry>;

/** A code of {@link errorTable}. */
export type ErrorCode = keyof typeof errorTable;
