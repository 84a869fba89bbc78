/** The figures that keep one caller from taking everything. */

/** Sizes, numbers and times of one service. */
export interface Limits {
  /** Longest body that is read whole. */
  readonly bodyBytes: number;
  /** Most rows of a body that is read whole: results of all of them are held until the last one is there. */
  readonly bodyRows: number;
  /** Results of a stream that are made before the caller reads them: some send all rows first. */
  readonly aheadBytes: number;
  /** Longest silence of a caller who is to send or to take bytes. */
  readonly idleMs: number;
  /** Most runs at once, jobs among them. */
  readonly runs: number;
  /** Most jobs that are remembered, and most bytes of their results. */
  readonly jobs: number;
  readonly resultBytes: number;
  /** How long a finished job is remembered. */
  readonly keepMs: number;
  /** At a stop, how long results may still be fetched, and how long answers may still be taken. */
  readonly graceMs: number;
}

/** What holds where nothing else is said. */
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
