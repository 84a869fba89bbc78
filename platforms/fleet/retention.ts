/** Deletes what ended long ago. Any worker does it, one at a time, in small steps. */
import type { Fleet } from "./fleet.js";

/** Deletes a few jobs that ended longer ago, and what belongs to them. Throws the errors of the driver. */
export async function deleteOldJobs({ database, stores, queue }: Fleet, keepDays: number): Promise<void> {
  const schedules = await queue.schedules.list();
  const inputs = schedules.map(({ job }) => job.input);
  const profiles = schedules.map(({ job }) => job.profile);
  const before = await database.transaction(async (query) => {
    const [lock] = await query(
      "SELECT pg_try_advisory_xact_lock(hashtext('defender-indicators retention')) AS held",
    );
    return lock?.["held"] === true ? stores.deleteOld(query, keepDays, { inputs, profiles }) : undefined;
  });
  if (before !== undefined) await queue.deleteEnded(before);
}
