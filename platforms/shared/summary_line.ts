/** The one line that says how a run went. */
import type { Plan, SummaryEvent } from "../../connector/platform_api.js";

/** What the line tells. */
export type Sum = Omit<SummaryEvent, "type" | "errorCodes">;

/** Several runs as one. */
export function addUp(summaries: readonly Sum[]): Sum {
  const total = { rows: 0, succeeded: 0, failed: 0, notSent: 0, resumed: 0, calls: 0, seconds: 0 };
  for (const summary of summaries) {
    for (const key of Object.keys(total) as (keyof typeof total)[]) total[key] += summary[key] ?? 0;
  }
  return total;
}

/** Rows that were not sent apart from those that failed, so that the three add up to all. */
export function rowCounts({ succeeded, failed, notSent }: Pick<Sum, "succeeded" | "failed" | "notSent">) {
  return { succeeded, failed: failed - notSent, notSent };
}

/** What became of the rows, and at what effort. */
export function sumLine({ rows, resumed = 0, calls, seconds, ...counts }: Sum): string {
  const effort = `${count(calls, "call")}, ${seconds.toFixed(1)} s.`;
  if (rows === 0) return effort;
  const before = resumed === 0 ? "" : `${resumed} of them answered by an earlier run (journal); `;
  const { succeeded, failed, notSent } = rowCounts(counts);
  return `${count(rows, "row")}: ${succeeded} succeeded, ${failed} failed, ${notSent} not sent; ${before}${effort}`;
}

/** What the line of a plan tells. */
export type PlanSum = Omit<Plan, "findings">;

/** Plans of inputs that run one after the other as one; `seconds` of each counts from the first one's beginning. */
export function addUpPlans(plans: readonly PlanSum[]): PlanSum {
  const total: PlanSum = { rows: 0, sent: 0, refused: 0, duplicates: 0, calls: 0, seconds: 0 };
  for (const plan of plans) {
    for (const key of Object.keys(total) as (keyof PlanSum)[]) total[key] += plan[key];
    total.seconds = plan.seconds;
  }
  return total;
}

/** Rows that would be sent, that share another one's result, and that would be refused add up to all. */
export function planLine({ rows, sent, refused, duplicates, calls, seconds }: PlanSum): string {
  const effort = `${count(calls, "call")}, at least ${seconds} s. Nothing was sent.`;
  if (rows === 0) return effort;
  return `${count(rows, "row")}: ${sent} to be sent, ${count(duplicates, "duplicate")}, ${refused} refused; ${effort}`;
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? "" : "s"}`;
}
