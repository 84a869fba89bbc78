/** Stores and queues a job. */
import { isDeepStrictEqual } from "node:util";
import type { JobRequest, JobRow } from "../../connector/platform_api.js";
import { type Fleet, workflowOf } from "./fleet.js";
import { fleetErrors } from "./messages.js";

/** A job to queue, with its input. */
export interface NewJob extends Omit<JobRequest, "input" | "workflow" | "schedule"> {
  readonly bytes: Uint8Array;
}

/** What became of a job: it may have been queued before. */
export interface QueuedJob {
  readonly status: string;
  readonly duplicate: boolean;
}

/** Stores and queues a job in one transaction. @throws JobConflict */
export async function queueJob(
  { database, stores, queue }: Fleet,
  { bytes, ...given }: NewJob,
): Promise<QueuedJob> {
  const { id, profile, priority } = given;
  const workflow = workflowOf(id);
  const job = { ...given, workflow, input: await stores.storeInput(database, bytes) };
  if ((await queue.schedules.find(id)) !== undefined) throw fleetErrors.conflict(id);
  return database.transaction(async (query, client) => {
    if (await stores.insertJob(query, job)) {
      await queue.queue(client, { id: workflow, profile, priority });
      return { status: "queued", duplicate: false };
    }
    const known = await stores.findJob(query, id);
    if (known === undefined || !isSame(known, job)) throw fleetErrors.conflict(id);
    return { status: known.state, duplicate: true };
  });
}

/** The paths of a sync start at that of its file. */
function isSame(known: JobRow, { kind, action, profile, input, inputName, options }: JobRequest): boolean {
  return (
    known.kind === kind &&
    (kind === "run" || known.input_name === inputName) &&
    known.action === action &&
    known.profile === profile &&
    known.input === input &&
    isDeepStrictEqual(known.options, options)
  );
}
