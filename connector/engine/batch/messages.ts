/** Messages to users about the rows and the calls of batches. */
import { ConnectorError } from "../../contract/errors.js";

/** Messages about the rows of one batch. @see ownResult, which puts the code before them */
export const batchMessages = {
  inDoubt: (error: string) => `the row was sent. ${error}`,
  notSent: (error: string) => `the run ended before this row was sent. ${error}`,
  notIsolated: (error: string) => `the batch that held this row was rejected. ${error}`,
  earlierAttempt: (error: string) => `an earlier attempt may have been taken. ${error}`,
  endsHere: ({ message, hint }: ConnectorError) => `${message} The run ends here. ${hint}`,
  /**
   * @param rejected - bytes of a request that was rejected
   * @param error - why that request was rejected
   */
  tooLarge: (bytes: number, rejected: number, error: string) =>
    `the row was not sent: its request would have ${bytes} bytes, and one of ${rejected} bytes was rejected. ${error} Shorten the row.`,
  /** @param isAnyThere - whether other rows of the batch name existing objects */
  missing(error: string, isAnyThere: boolean, inDoubt: boolean): string {
    const before = inDoubt ? ": an earlier attempt may have been taken" : ", or never was";
    const how = isAnyThere ? "it is not there" : `it is not there any more${before}`;
    return `${how}. The response to its batch was: ${error}`;
  },
} as const;

/** Errors about the calls of batches. */
export const batchErrors = {
  badRowNotIsolated: ({ message, status }: ConnectorError) =>
    new ConnectorError(
      "BadRowNotIsolated",
      `the batch that held this row was rejected, and the bad row in it was not found: ${message}`,
      { status },
    ),

  /** @param error - of the last call */
  circuitOpen: (calls: number, { code, hint, status, isOutOfTime }: ConnectorError) =>
    new ConnectorError(code, `${calls} consecutive calls failed; no response accepted any of their rows.`, {
      hint,
      status,
      isOutOfTime,
    }),

  /** @param last - why the last row was rejected */
  allTooLarge: (rows: number, last: string) =>
    new ConnectorError(
      "Rejected",
      `${rows} rows in a row were rejected as too large, each shorter than the one before. ${last}`,
    ),
} as const;
