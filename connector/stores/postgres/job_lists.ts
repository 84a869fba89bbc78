/** Lists and counts of jobs, without their messages, which can be long. */
import type { Query } from "./database.js";
import type { JobRow } from "./job_store.js";

/** A job in a list. */
export type ListedJob = Pick<
  JobRow,
  | "id"
  | "action"
  | "profile"
  | "state"
  | "owner"
  | "rows"
  | "processed"
  | "failed"
  | "queued_at"
  | "started_at"
  | "ended_at"
  | "error_code"
  | "error_message"
>;

/** Returns the newest jobs of a caller of the HTTP service, the oldest first. @param max - their highest number */
export async function jobsOf(
  query: Query,
  caller: string | undefined,
  max: number,
): Promise<readonly ListedJob[]> {
  const newest = await query<ListedJob>(
    `SELECT id, action, profile, state, owner, rows, processed, failed, queued_at, started_at, ended_at, error_code,
       error_message
     FROM fleet.job WHERE caller IS NOT DISTINCT FROM $1 ORDER BY queued_at DESC, id DESC LIMIT $2`,
    [caller ?? null, max],
  );
  return newest.toReversed();
}

/** Returns how many jobs ended within the last hour, by status. */
export async function recentEnds(
  query: Query,
): Promise<Record<"succeeded" | "failed" | "cancelled", number>> {
  const rows = await query<{ state: "succeeded" | "failed" | "cancelled"; count: string }>(
    `SELECT state, count(*) AS count FROM fleet.job
     WHERE ended_at > clock_timestamp() - interval '1 hour' AND state IN ('succeeded', 'failed', 'cancelled')
     GROUP BY state`,
  );
  const counts = { succeeded: 0, failed: 0, cancelled: 0 };
  for (const { state, count } of rows) counts[state] = Number(count);
  return counts;
}
