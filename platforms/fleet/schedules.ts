/** Schedules: each queues a job at its times. DBOS fires each time once, whichever worker is there. */
import { isDeepStrictEqual } from "node:util";
import { type Fleet, workflowOf } from "./fleet.js";
import { fleetErrors } from "./messages.js";
import type { NewJob, Submitted } from "./queue_job.js";
import type { ScheduleContext, ScheduledJob } from "./workflow_schedules.js";

/** The id of a job is that of its schedule and its time. */
const maxIdLength = 170;

/** Stores a schedule. @throws JobConflict, and InvalidOption for times that are not valid */
export async function schedule(
  { database, stores, queue }: Fleet,
  { id, bytes, ...given }: NewJob,
  cron: string,
): Promise<Submitted> {
  if (id.length > maxIdLength) throw fleetErrors.badId(maxIdLength);
  const job: ScheduledJob = {
    ...given,
    input: await database.transaction((query) => stores.storeInput(query, bytes)),
  };
  // As it is stored: without what is undefined.
  const stored = JSON.parse(JSON.stringify(job)) as ScheduledJob;
  if ((await stores.findJob(database.query, id)) !== undefined) throw fleetErrors.conflict(id);
  const isNew = await queue.schedules.create({ id, job: stored }, cron);
  const known = await queue.schedules.find(id);
  if (known?.cron !== cron || !isDeepStrictEqual(known.job, stored)) throw fleetErrors.conflict(id);
  return { status: "scheduled", duplicate: !isNew };
}

/** Queues the job of a schedule for one of its times, unless its last job has not ended, or the schedule has. */
export async function fire(
  { database, stores, queue }: Fleet,
  { id, job }: ScheduleContext,
  at: Date,
): Promise<void> {
  await stores.patiently(async () => {
    if ((await queue.schedules.find(id)) === undefined) return;
    const jobId = `${id}@${at.toISOString()}`;
    const workflow = workflowOf(jobId);
    await database.transaction(async (query, client) => {
      const { profile, priority } = job;
      if (await stores.insertJob(query, { ...job, id: jobId, workflow, schedule: id }))
        await queue.queue(client, { id: workflow, profile, priority });
    });
  });
}
