/** From what went wrong to the exit code, the same for every command. */
import {
  type ConnectorError,
  type ErrorCode,
  type ErrorKind,
  errorTable,
  type SummaryEvent,
} from "../../connector/platform_api.js";

/** The exit codes and what they stand for. */
export const exitCodes = {
  /** All rows are in. */
  done: 0,
  /** Some rows failed. */
  rowsFailed: 1,
  /** Bad input, asset, declaration or usage; nothing was sent. */
  usage: 2,
  /** Credentials or permission. */
  refused: 3,
  /** Service unreachable, throttled or broken; deadline or cancel; a fault of the connector. */
  notFinished: 4,
} as const;

const byKind: Readonly<Record<ErrorKind, number>> = {
  input: exitCodes.usage,
  config: exitCodes.usage,
  auth: exitCodes.refused,
  permission: exitCodes.refused,
  throttled: exitCodes.notFinished,
  network: exitCodes.notFinished,
  service: exitCodes.notFinished,
  cancelled: exitCodes.notFinished,
};

/** The service was there and said no to rows: that is the rows' failure. */
const rejections: ReadonlySet<ErrorCode> = new Set(["Rejected", "NotFound", "BadRowNotIsolated"]);

/** From the least to the most that a user has to do about it. */
const byWeight: readonly number[] = [
  exitCodes.done,
  exitCodes.rowsFailed,
  exitCodes.notFinished,
  exitCodes.refused,
  exitCodes.usage,
];

/** For an error that ended a command. @param calls that the run had made before */
export function exitCodeOfError({ code }: Pick<ConnectorError, "code">, calls = 0): number {
  // A journal that is full on the way is no wrong input: rows are in.
  if (code === "JournalUnwritable" && calls > 0) return exitCodes.notFinished;
  return byKind[errorTable[code].kind];
}

/** What a run did, as its summary tells. */
type Done = Pick<SummaryEvent, "failed" | "errorCodes" | "calls">;

/** For a run that gave an output. */
export function exitCodeOfRun({ failed, errorCodes, calls }: Done): number {
  const codes = errorCodes.map((code) =>
    rejections.has(code) ? exitCodes.rowsFailed : exitCodeOfError({ code }, calls),
  );
  return worst([failed > 0 ? exitCodes.rowsFailed : exitCodes.done, ...codes]);
}

/** The weightiest of several codes; 0 for none. */
export function worst(codes: readonly number[]): number {
  return byWeight[Math.max(0, ...codes.map((code) => byWeight.indexOf(code)))] ?? exitCodes.done;
}
