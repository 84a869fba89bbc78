/** The line that summarizes a run. */
import type { Plan, SummaryEvent } from "../../connector/platform_api.js";

/** The content of the line. */
export type Sum = Omit<SummaryEvent, "type" | "errorCodes">;

/** Returns several runs as one. */
export function addUp(summaries: readonly Sum[]): Sum {
  const total = {
    rows: 0,
    succeeded: 0,
    failed: 0,
    notSent: 0,
    resumed: 0,
    unchanged: 0,
    calls: 0,
    seconds: 0,
  };
  for (const summary of summaries) {
    for (const key of Object.keys(total) as (keyof typeof total)[]) total[key] += summary[key] ?? 0;
  }
  return total;
}

/**
 * Rows that were not sent are counted separately from failed rows, so that the three numbers add up to all
 * rows.
 */
export function rowCounts({ succeeded, failed, notSent }: Pick<Sum, "succeeded" | "failed" | "notSent">) {
  return { succeeded, failed: failed - notSent, notSent };
}

/** Returns the line with the outcome of the rows and the number of calls. */
export function sumLine({ rows, resumed = 0, unchanged = 0, calls, seconds, ...counts }: Sum): string {
  const effort = `${count(calls, "call")}, ${seconds.toFixed(1)} s.`;
  if (rows === 0) return effort;
  const before = resumed === 0 ? "" : `${resumed} of them with results of an earlier run (journal); `;
  const same = unchanged === 0 ? "" : `${unchanged} of them were there already, unchanged; `;
  const { succeeded, failed, notSent } = rowCounts(counts);
  return `${count(rows, "row")}: ${succeeded} succeeded, ${failed} failed, ${notSent} not sent; ${before}${same}${effort}`;
}

/** The content of a plan's line. */
export type PlanSum = Omit<Plan, "findings">;

/**
 * Returns plans of consecutive inputs as one. The `seconds` of each count from the beginning of the first.
 */
export function addUpPlans(plans: readonly PlanSum[]): PlanSum {
  const total: PlanSum = { rows: 0, sent: 0, rejected: 0, duplicates: 0, calls: 0, seconds: 0 };
  for (const plan of plans) {
    for (const key of Object.keys(total) as (keyof PlanSum)[]) total[key] += plan[key];
    total.seconds = plan.seconds;
  }
  return total;
}

/** Sendable rows, duplicates and rejected rows add up to all rows. */
export function planLine({ rows, sent, rejected, duplicates, calls, seconds }: PlanSum): string {
  const effort = `${count(calls, "call")}, at least ${seconds} s. Nothing was sent.`;
  if (rows === 0) return effort;
  return `${count(rows, "row")}: ${sent} to be sent, ${count(duplicates, "duplicate")}, ${rejected} rejected; ${effort}`;
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? "" : "s"}`;
}
