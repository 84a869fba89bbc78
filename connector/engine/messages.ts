/** Messages of the engine to users. */
import { saidBy } from "../contract/visible_text.js";

/** Messages about the capacity of a service. */
export const capacityMessages = {
  notListedBefore: "What exists could not be listed before the first row was sent",
  notListed: (fullMessage: string) =>
    `The service is full (${saidBy("it", fullMessage)}), and what exists could not be listed`,
  hint: "Free capacity in the service, send fewer rows, or set overflow to choose which rows are sent.",
  overflow: (count: number, limit: number, newRows: number, capacity: number) =>
    `${count} of ${limit} are taken; ${newRows} of the rows are new, and ${newRows - capacity} of them do not fit`,
  doesNotFit: (sum: string) =>
    `${sum}; this row is one of them. Free capacity in the service, then send the row again.`,
  full: (total: string | number, limit: string | number) =>
    `the service is full: ${total} of ${limit} are taken, and this row would be one more. Free capacity in the service, then send the row again.`,
  closed: (total: string | number, limit: string | number) =>
    `The service is full: ${total} of ${limit} are taken. From now on only rows of existing objects are sent.`,
  partialView: (held: readonly string[], needed: readonly string[], count: number) =>
    `With ${held.join(", ")} and without ${needed.join(", ")} the application sees only what it made itself (${count}): more may be taken, and what others made counts as new.`,
} as const;

/** Messages about rows that exist already. */
export const existingMessages = {
  notListed: "What exists could not be listed before the first row was sent",
} as const;

/** Messages about journals. */
export const journalMessages = {
  /** @param code - code of the system's error */
  noFolder(folder: string, code: string): string {
    if (code === "EEXIST") return `${folder} is a file, and not a folder for journals.`;
    if (code === "ENOTDIR")
      return `${folder} is not a folder for journals, because a part of its path is a file.`;
    return `The folder ${folder} cannot be created (${code}).`;
  },
} as const;

/** Messages about rows of a run as a whole. */
export const runMessages = {
  abandoned: "The results are no longer being read.",
  noRows: "The input holds no rows; no call was made.",
  unreadable: (message: string) => `The rows cannot be read any further: ${message}`,
  unreadableHint: "Rows before the error have results. Fix the source and run the remaining rows again.",
  /** @param reason - reason of the first row */
  noneSent: (rows: number, reason: string) =>
    rows === 1
      ? `The only row could not be sent: ${reason}`
      : `None of the ${rows} rows could be sent. The first: ${reason}`,
} as const;

/** Messages about the steps of a composed action. */
export const stepMessages = {
  notListed: (message: string) =>
    `NotSent: existing objects could not be listed, so nothing was sent. ${message}`,
  justCreated: (field: string, value: string) =>
    `InvalidRow: ${field} ${value} is what this run has just made of a row; it was left as it is.`,
  nothingCreated: (field: string) =>
    `UnexpectedResponse: the service returned no ${field} for the new object; the old one was not changed.`,
} as const;

/** Messages about the rows of one batch. @see ownResult, which puts the code before them */
export const batchMessages = {
  inDoubt: (error: string) => `the row was sent. ${error}`,
  notSent: (error: string) => `the run ended before this row was sent. ${error}`,
  notIsolated: (error: string) => `the batch that held this row was rejected. ${error}`,
  earlierAttempt: (error: string) => `an earlier attempt may have been taken. ${error}`,
  circuitOpen: (calls: number) =>
    `${calls} consecutive calls failed; no response accepted any of their rows.`,
  /** @param isAnyThere - whether other rows of the batch name existing objects */
  missing(error: string, isAnyThere: boolean, inDoubt: boolean): string {
    const before = inDoubt ? ": an earlier attempt may have been taken" : ", or never was";
    const how = isAnyThere ? "it is not there" : `it is not there any more${before}`;
    return `${how}. The response to its batch was: ${error}`;
  },
} as const;
