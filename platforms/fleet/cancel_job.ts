/** Cancels a job. */
import type { JobRow } from "../../connector/platform_api.js";
import type { Fleet } from "./fleet.js";
import { fleetErrors } from "./messages.js";

/** Ends a queued job at once, and asks the worker of a running one to end it. @throws JobStateInvalid for a job that has ended */
export async function cancelJob({ stores, database, queue }: Fleet, job: JobRow): Promise<JobRow> {
  const cancelled = await stores.cancelJob(database.query, job.id);
  if (cancelled === undefined) throw fleetErrors.wrongState(job.id, job.state, "cancelled");
  if (cancelled.state === "cancelled") await queue.cancel(cancelled.workflow);
  return cancelled;
}
