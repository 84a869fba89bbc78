/** Returns the jobs of dead workers to the queue. Any worker does it, one at a time. */
import type { Fleet } from "./fleet.js";
import { workflowOf } from "./fleet.js";

/** Requeues every job whose worker has no lease. Returns their number. Throws the errors of the driver. */
export async function recoverJobs(fleet: Fleet): Promise<number> {
  const { database, stores, queue } = fleet;
  const taken = await queue.taken();
  const dead = new Set<string>();
  let live: ReadonlySet<string> | undefined;
  let requeued = 0;
  await database.transaction(async (query) => {
    const [lock] = await query(
      "SELECT pg_try_advisory_xact_lock(hashtext('defender-indicators recover')) AS held",
    );
    if (lock?.["held"] !== true) return;
    const alive = await stores.liveWorkers(query);
    live = alive;
    for (const { id, worker } of taken) if (!alive.has(worker)) dead.add(id);
    for (const id of await stores.abandonedWorkflows(query)) dead.add(id);
  });
  const alive = live;
  if (alive !== undefined) await queue.schedules.refire((worker) => !alive.has(worker));
  for (const workflow of dead) if (await requeue(fleet, workflow)) requeued += 1;
  return requeued;
}

/** Assigns a new workflow to the job of a workflow. Returns false if the job has ended, or has another workflow already. */
export async function requeue({ database, stores, queue }: Fleet, workflow: string): Promise<boolean> {
  const job = await database.transaction(async (query, client) => {
    const [found] = await query<{ id: string }>("SELECT id FROM fleet.job WHERE workflow = $1", [workflow]);
    if (found === undefined) return undefined;
    const next = workflowOf(found.id);
    const changed = await stores.requeueJob(query, workflow, next);
    if (changed !== undefined)
      await queue.queue(client, { id: next, profile: changed.profile, priority: changed.priority });
    return changed;
  });
  // The queue runs one workflow of a profile at a time, so the old one must end.
  await queue.cancel(workflow);
  return job !== undefined;
}
