/** Deletes jobs that have ended: one, or all that ended long ago, a few rows at a time. Only the clock of PostgreSQL decides. */
import type { Query } from "./database.js";

/** What schedules need at their next times. */
interface ScheduledUse {
  readonly inputs: readonly string[];
  readonly profiles: readonly string[];
}

/** Most rows that one statement deletes. Results and journals of a job are deleted with it. */
const maxRows = 100;

const jobs = `
DELETE FROM fleet.job WHERE id IN (
  SELECT id FROM fleet.job WHERE state NOT IN ('queued', 'running') AND ended_at < $1
  ORDER BY ended_at LIMIT ${maxRows} FOR UPDATE SKIP LOCKED)`;

/** An input that is submitted again now is locked, or has been used now. */
const inputs = `
DELETE FROM fleet.input WHERE digest IN (
  SELECT digest FROM fleet.input i WHERE used_at < $1 AND digest <> ALL ($2::text[])
    AND NOT EXISTS (SELECT FROM fleet.job j WHERE j.input = i.digest)
  LIMIT ${maxRows} FOR UPDATE SKIP LOCKED)`;

const syncs = "DELETE FROM fleet.sync_state WHERE saved_at < $1 AND profile <> ALL ($2::text[])";

const leases = `
WITH ended AS MATERIALIZED (SELECT id FROM fleet.worker WHERE lease_until < $1 LIMIT ${maxRows})
DELETE FROM fleet.worker w USING ended e
WHERE w.id = e.id AND NOT EXISTS (SELECT FROM fleet.slot s WHERE s.holder = e.id)`;

/**
 * Deletes jobs that ended longer ago, with their results and journals, and what no job has used since.
 * @param days - how long to keep them
 * @param inUse - the inputs (digests) and profiles of schedules
 * @returns the time before which things are deleted
 */
export async function deleteOld(query: Query, days: number, inUse: ScheduledUse): Promise<Date> {
  const [row] = await query<{ before: Date }>("SELECT clock_timestamp() - $1 * interval '1 day' AS before", [
    days,
  ]);
  const before = row?.before as Date;
  await query(jobs, [before]);
  await query(inputs, [before, inUse.inputs]);
  await query(syncs, [before, inUse.profiles]);
  await query(leases, [before]);
  return before;
}

/** Deletes a job that has ended, with its result. Returns false for any other job. */
export async function removeJob(query: Query, id: string): Promise<boolean> {
  const rows = await query(
    "DELETE FROM fleet.job WHERE id = $1 AND state IN ('succeeded', 'failed', 'cancelled') RETURNING id",
    [id],
  );
  return rows.length > 0;
}
