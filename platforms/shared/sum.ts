/** The one line that says how a run went. */
import type { SummaryEvent } from "../../connector/index.js";

/** What the line tells. */
export type Sum = Omit<SummaryEvent, "type" | "troubles">;

/** Several runs as one. */
export function addUp(summaries: readonly Sum[]): Sum {
  const total: Sum = { rows: 0, succeeded: 0, failed: 0, notSent: 0, calls: 0, seconds: 0 };
  for (const summary of summaries) {
    for (const key of Object.keys(total) as (keyof Sum)[]) total[key] += summary[key];
  }
  return total;
}

/** Rows that were not sent stand apart from those that failed, so that the three add up to all. */
export function sumLine({ rows, succeeded, failed, notSent, calls, seconds }: Sum): string {
  const effort = `${count(calls, "call")}, ${seconds.toFixed(1)} s.`;
  if (rows === 0) return effort;
  return `${count(rows, "row")}: ${succeeded} succeeded, ${failed - notSent} failed, ${notSent} not sent; ${effort}`;
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? "" : "s"}`;
}
