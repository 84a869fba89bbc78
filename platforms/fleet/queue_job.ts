/** Stores and queues a job. */
import { isDeepStrictEqual } from "node:util";
import type { JobRequest, JobRow } from "../../connector/platform_api.js";
import { type Fleet, workflowOf } from "./fleet.js";
import { fleetErrors } from "./messages.js";

/** A job to queue, with its input. */
export interface NewJob extends Omit<JobRequest, "input" | "workflow" | "schedule"> {
  readonly bytes: Uint8Array;
}

/** What `submit` prints. */
export interface Submitted {
  readonly status: string;
  readonly duplicate: boolean;
}

/** What became of a job: it may have been queued before. */
interface QueuedJob {
  readonly job: JobRow;
  readonly duplicate: boolean;
}

/** Stores and queues a job in one transaction. @throws JobConflict */
export async function queueJob(
  { database, stores, queue }: Fleet,
  { bytes, ...given }: NewJob,
): Promise<QueuedJob> {
  const { id, profile, priority } = given;
  const workflow = workflowOf(id);
  return database.transaction(async (query, client) => {
    const job = { ...given, workflow, input: await stores.storeInput(query, bytes) };
    const queued = await stores.insertJob(query, job);
    if (queued !== undefined) {
      await queue.queue(client, { id: workflow, profile, priority });
      return { job: queued, duplicate: false };
    }
    const known = await stores.findJob(query, id);
    if (known === undefined || !isSame(known, job)) throw fleetErrors.conflict(id);
    return { job: known, duplicate: true };
  });
}

/** The paths of a sync start at that of its file. */
function isSame(known: JobRow, given: JobRequest): boolean {
  const { kind, action, profile, input, inputName, format = null, priority, options } = given;
  return (
    known.kind === kind &&
    (kind === "run" || known.input_name === inputName) &&
    known.action === action &&
    known.profile === profile &&
    known.input === input &&
    known.format === format &&
    known.priority === priority &&
    isDeepStrictEqual(known.options, options)
  );
}
