/** A job as programs read it. */
import type { JobRow } from "../../connector/platform_api.js";

/** Returns the object of `jobs show`. */
export function jobView(job: JobRow): Record<string, unknown> {
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
  const all = [["job", "status", "action", "profile", "rows", "failed"], ...rows];
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
