/** Deletes what ended long ago. Any worker does it, one at a time, in small steps. */
import type { Fleet } from "./fleet.js";

/** Deletes a few jobs that ended longer ago, and what belongs to them. Throws the errors of the driver. */
export async function deleteOldJobs({ database, stores, queue }: Fleet, keepDays: number): Promise<void> {
  const before = await database.transaction(async (query) => {
    if (!(await stores.tryLock(query, "retention"))) return undefined;
    const jobs = (await queue.schedules.list()).map(({ job }) => job);
    const inputs = jobs.map(({ input }) => input);
    const profiles = jobs.map(({ profile }) => profile);
    return stores.deleteOld(query, keepDays, { inputs, profiles });
  });
  if (before !== undefined) await queue.deleteEnded(before);
}
