/** Points of a job at which a worker is killed: before and after each statement, each request and each response. */

/** What happens at a point, in the order of a job. */
export const killMoments = {
  dequeue: /SET status = \$1,\s+owner_xid = \$8/,
  claim: /UPDATE fleet\.job SET state = 'running'/,
  clear: /DELETE FROM fleet\.result/,
  slot: /fleet\.slot_batch/,
  journal: /INSERT INTO fleet\.journal/,
  progress: /SET processed = \$3 WHERE/,
  result: /INSERT INTO fleet\.result/,
  finish: /SET state = \$3/,
  checkpoint: /operation_outputs/,
  request: undefined,
  response: undefined,
} as const;

/** One point. */
export interface KillPoint {
  readonly when: "before" | "after";
  readonly moment: keyof typeof killMoments;
  /** Which one of several, from 1. */
  readonly nth: number;
}

const point = (when: KillPoint["when"], moment: KillPoint["moment"], nth = 1): KillPoint => ({
  when,
  moment,
  nth,
});

/** All points, with those of the second of three batches where a job has several. */
export const killPoints: readonly KillPoint[] = [
  point("before", "dequeue"),
  point("after", "dequeue"),
  point("before", "claim"),
  point("after", "claim"),
  point("before", "clear"),
  point("after", "clear"),
  point("before", "slot"),
  point("after", "slot"),
  point("before", "request", 2),
  point("after", "request", 2),
  point("before", "response", 2),
  point("after", "response", 2),
  point("before", "journal", 1),
  point("after", "journal", 1),
  point("before", "journal", 3),
  point("after", "journal", 3),
  point("before", "slot", 2),
  point("after", "slot", 2),
  point("before", "progress"),
  point("after", "progress"),
  point("before", "result"),
  point("after", "result"),
  point("before", "finish"),
  point("after", "finish"),
  point("before", "checkpoint"),
  point("after", "checkpoint"),
];
