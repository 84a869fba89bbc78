/** Maps failures to exit codes, the same for every command. */
import {
  type ConnectorError,
  type ErrorCode,
  type ErrorKind,
  errorTable,
  type SummaryEvent,
} from "../../connector/platform_api.js";

/** The exit codes and their meaning. */
export const exitCodes = {
  /** All rows succeeded. */
  done: 0,
  /** Some rows failed. */
  rowsFailed: 1,
  /** Bad input, asset, declaration or usage; nothing was sent. */
  usage: 2,
  /** Credentials or permission. */
  accessDenied: 3,
  /** Service unreachable, throttled or broken; deadline or cancellation; a fault of the connector. */
  notFinished: 4,
  /** A plan would change something. Only if it was asked for. */
  pending: 5,
} as const;

const byKind: Readonly<Record<ErrorKind, number>> = {
  input: exitCodes.usage,
  config: exitCodes.usage,
  auth: exitCodes.accessDenied,
  permission: exitCodes.accessDenied,
  throttled: exitCodes.notFinished,
  network: exitCodes.notFinished,
  service: exitCodes.notFinished,
  cancelled: exitCodes.notFinished,
};

/** The service responded and rejected rows: that is a failure of the rows. */
const rejections: ReadonlySet<ErrorCode> = new Set(["Rejected", "NotFound", "BadRowNotIsolated"]);

/** From the smallest to the largest effort for the user. */
const byWeight: readonly number[] = [
  exitCodes.done,
  exitCodes.rowsFailed,
  exitCodes.notFinished,
  exitCodes.accessDenied,
  exitCodes.usage,
];

/**
 * Returns the exit code of an error that ended a command.
 * @param calls - number of calls before the error
 */
export function exitCodeOfError({ code }: Pick<ConnectorError, "code">, calls = 0): number {
  // If the journal cannot be written during the run, the input is not at fault: rows have been sent.
  if (code === "JournalUnwritable" && calls > 0) return exitCodes.notFinished;
  return byKind[errorTable[code].kind];
}

/** The part of a run's summary that decides the exit code. */
type Done = Pick<SummaryEvent, "failed" | "errorCodes" | "calls">;

/** Returns the exit code of a run that returned an output. */
export function exitCodeOfRun({ failed, errorCodes, calls }: Done): number {
  const codes = errorCodes.map((code) =>
    rejections.has(code) ? exitCodes.rowsFailed : exitCodeOfError({ code }, calls),
  );
  return worst([failed > 0 ? exitCodes.rowsFailed : exitCodes.done, ...codes]);
}

/** Returns the most severe of several codes; 0 if there are none. */
export function worst(codes: readonly number[]): number {
  return byWeight[Math.max(0, ...codes.map((code) => byWeight.indexOf(code)))] ?? exitCodes.done;
}
