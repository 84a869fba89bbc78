/** A job as programs read it. */
import type { JobRow, ListedJob } from "../../connector/platform_api.js";
import { printable } from "../shared/printable.js";
import type { Schedule } from "./workflow_schedules.js";

/** Returns the object of `jobs show`. */
export function jobView(job: ListedJob): Record<string, unknown> {
  return {
    jobId: job.id,
    action: job.action,
    profile: job.profile,
    status: job.state,
    rows: job.rows === null ? null : Number(job.rows),
    processed: Number(job.processed),
    failed: Number(job.failed),
    queuedAt: job.queued_at.toISOString(),
    startedAt: job.started_at?.toISOString() ?? null,
    endedAt: job.ended_at?.toISOString() ?? null,
    worker: job.owner,
    errorCode: job.error_code,
    errorMessage: job.error_message,
  };
}

/** Returns the lines of a table. */
export function jobLines(jobs: readonly JobRow[]): string {
  const rows = jobs.map(({ id, state, action, profile, processed, rows: total, failed }) => [
    id,
    state,
    action,
    profile,
    `${processed}/${total ?? "?"}`,
    failed,
  ]);
  return tableOf([["job", "status", "action", "profile", "rows", "failed"], ...rows]);
}

/** Returns the lines of one job: also its worker, times and error. */
export function jobDetails(job: JobRow): string {
  const { queued_at, started_at, ended_at, owner, error_code, error_message } = job;
  const times = { queued: queued_at, started: started_at, ended: ended_at };
  const lines = Object.entries(times).flatMap(([name, time]) =>
    time === null ? [] : [`${name} ${time.toISOString()}`],
  );
  if (owner !== null) lines.push(`worker ${owner}`);
  if (error_code !== null) lines.push(printable(`error ${error_code}: ${error_message}`));
  return `${jobLines([job])}${lines.map((line) => `  ${line}\n`).join("")}`;
}

/** Returns a schedule as programs read it. */
export function scheduleView({ id, cron, job, lastFiredAt }: Schedule): Record<string, unknown> {
  return { scheduleId: id, action: job.action, profile: job.profile, cron, lastFiredAt };
}

/** Returns the lines of a table of schedules. */
export function scheduleLines(schedules: readonly Schedule[]): string {
  const rows = schedules.map(({ id, cron, job, lastFiredAt }) => [
    id,
    cron,
    job.action,
    job.profile,
    lastFiredAt ?? "never",
  ]);
  return tableOf([["schedule", "times in UTC", "action", "profile", "last"], ...rows]);
}

function tableOf(all: readonly (readonly string[])[]): string {
  const widths = (all[0] ?? []).map((_, i) => Math.max(...all.map((row) => (row[i] ?? "").length)));
  return `${all
    .map((row) =>
      row
        .map((cell, i) => cell.padEnd(widths[i] ?? 0))
        .join("  ")
        .trimEnd(),
    )
    .join("\n")}\n`;
}
