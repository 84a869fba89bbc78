/** The limits that keep one client from using all resources. */

/** Sizes, numbers and times of one service. */
export interface Limits {
  /** Longest body that is read whole, in bytes. */
  readonly bodyBytes: number;
  /** Highest number of rows in a body that is read whole: all their results are held until the last one. */
  readonly bodyRows: number;
  /** Bytes of stream results that are made before the client reads them: some clients send all rows first. */
  readonly aheadBytes: number;
  /** Longest pause of a client that sends or receives bytes, in milliseconds. */
  readonly idleMs: number;
  /** Highest number of concurrent runs, including jobs. */
  readonly runs: number;
  /** Highest number of stored jobs, and of bytes of their results. */
  readonly jobs: number;
  readonly resultBytes: number;
  /** How long a finished job is stored, in milliseconds. */
  readonly keepMs: number;
  /** At a stop, how long results can still be fetched and responses can still be read, in milliseconds. */
  readonly graceMs: number;
}

/** The limits that apply if no others are set. */
export const defaultLimits: Limits = {
  bodyBytes: 16 * 1024 * 1024,
  bodyRows: 100_000,
  aheadBytes: 16 * 1024 * 1024,
  idleMs: 60_000,
  runs: 64,
  jobs: 100,
  resultBytes: 256 * 1024 * 1024,
  keepMs: 3_600_000,
  graceMs: 10_000,
};
