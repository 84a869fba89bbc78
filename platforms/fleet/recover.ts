/** Returns the jobs of dead workers to the queue. Any worker does it, one at a time. */
import type { JobState } from "../../connector/platform_api.js";
import type { Fleet } from "./fleet.js";
import { workflowOf } from "./fleet.js";

/** What the process runs itself. */
export interface OwnWork {
  /** Name of the process. */
  readonly name: string;
  /** Returns whether the process runs this workflow now. */
  runs(workflow: string): boolean;
}

/** The rounds of one worker. */
export class Recovery {
  readonly #fleet: Fleet;
  readonly #own: OwnWork;
  /** Own workflows that did not run in the last round. */
  #idle = new Set<string>();

  constructor(fleet: Fleet, own: OwnWork) {
    this.#fleet = fleet;
    this.#own = own;
  }

  /** Requeues every job that no worker runs. Returns their number. Throws the errors of the driver. */
  async round(): Promise<number> {
    const { database, stores, queue } = this.#fleet;
    const taken = await queue.taken();
    const unrun = this.#unrun(taken);
    let live: ReadonlySet<string> | undefined;
    await database.transaction(async (query) => {
      if (!(await stores.tryLock(query, "recover"))) return;
      const alive = await stores.liveWorkers(query);
      live = alive;
      for (const { id, worker } of taken) if (!alive.has(worker)) unrun.add(id);
      for (const id of await stores.abandonedWorkflows(query)) unrun.add(id);
    });
    const alive = live;
    if (alive !== undefined) await queue.schedules.refire((worker) => !alive.has(worker));
    let requeued = 0;
    for (const workflow of unrun) if (await requeue(this.#fleet, workflow)) requeued += 1;
    // Workers of an earlier version would take them, but there may be none any more.
    if (alive !== undefined)
      for (const workflow of await queue.outdated()) await requeue(this.#fleet, workflow, ["queued"]);
    return requeued;
  }

  /**
   * Returns the workflows that the process took and did not run in two rounds: the response to the statement that took
   * them was lost, so nobody else would run them.
   */
  #unrun(taken: readonly { readonly id: string; readonly worker: string }[]): Set<string> {
    const idle = taken.filter(({ id, worker }) => worker === this.#own.name && !this.#own.runs(id));
    const before = this.#idle;
    this.#idle = new Set(idle.map(({ id }) => id));
    return new Set([...this.#idle].filter((id) => before.has(id)));
  }
}

/**
 * Assigns a new workflow to the job of a workflow. Returns false if the job has ended, or has another workflow already.
 * @param states - the job must be in one of these; undefined: any unfinished one
 */
export async function requeue(
  { database, stores, queue }: Fleet,
  workflow: string,
  states?: readonly JobState[],
): Promise<boolean> {
  const job = await database.transaction(async (query, client) => {
    const [found] = await query<{ id: string }>("SELECT id FROM fleet.job WHERE workflow = $1", [workflow]);
    if (found === undefined) return undefined;
    const next = workflowOf(found.id);
    const changed = await stores.requeueJob(query, workflow, next, states);
    if (changed !== undefined)
      await queue.queue(client, { id: next, profile: changed.profile, priority: changed.priority });
    return changed;
  });
  // The queue runs one workflow of a profile at a time, so the old one must end. One that has begun meanwhile goes on.
  if (states === undefined || job !== undefined) await queue.cancel(workflow);
  return job !== undefined;
}
