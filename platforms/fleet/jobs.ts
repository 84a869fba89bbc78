/** The command `jobs`: lists, shows, cancels and retries jobs, and prints their results. */
import type { JobRow } from "../../connector/platform_api.js";
import { emit, type Io, print } from "../shared/io.js";
import { cancelJob } from "./cancel_job.js";
import { type Fleet, withFleet, workflowOf } from "./fleet.js";
import { jobDetails, jobLines, jobView, scheduleLines, scheduleView } from "./job_view.js";
import type { jobVerbs } from "./job_verbs.js";
import { fleetErrors, fleetNotes } from "./messages.js";
import type { Schedule } from "./workflow_schedules.js";
import { unsentResult } from "./unsent_result.js";

/** Options of the command line. */
export interface JobsOptions {
  readonly json?: boolean;
}

/** Returns the exit code. @throws UnknownJob, JobNotFinished, JobStateInvalid */
export async function jobsCommand(
  verb: (typeof jobVerbs)[number],
  id: string | undefined,
  { json = false }: JobsOptions,
  io: Io,
): Promise<number> {
  return withFleet(io.env, async (fleet) => {
    const { stores, database, queue } = fleet;
    if (verb === "list") {
      const jobs = await stores.listJobs(database.query);
      await print(io, json ? `${JSON.stringify(jobs.map(jobView))}\n` : jobLines(jobs));
      return 0;
    }
    if (verb === "schedules") return printSchedules(await queue.schedules.list(), json, io);
    if (id === undefined) throw fleetErrors.noId();
    const job = await stores.findJob(database.query, id);
    if (job === undefined && verb === "cancel") return endSchedule(fleet, id, json, io);
    if (job === undefined) throw fleetErrors.unknownJob(id);
    if (verb === "result") return printResult(fleet, job, io);
    const changed =
      verb === "show" ? job : verb === "cancel" ? await cancelJob(fleet, job) : await retry(fleet, job);
    await print(io, json ? `${JSON.stringify(jobView(changed))}\n` : jobDetails(changed));
    return 0;
  });
}

async function printSchedules(schedules: readonly Schedule[], json: boolean, io: Io): Promise<number> {
  await print(io, json ? `${JSON.stringify(schedules.map(scheduleView))}\n` : scheduleLines(schedules));
  return 0;
}

/** Jobs that the schedule has queued stay. @throws UnknownJob */
async function endSchedule({ queue }: Fleet, id: string, json: boolean, io: Io): Promise<number> {
  const found = await queue.schedules.find(id);
  if (found === undefined) throw fleetErrors.unknownJob(id);
  await queue.schedules.remove(id);
  return printSchedules([found], json, io);
}

/** @throws JobStateInvalid for a job that has not failed and was not cancelled */
async function retry({ stores, database, queue }: Fleet, job: JobRow): Promise<JobRow> {
  const workflow = workflowOf(job.id);
  return database.transaction(async (query, client) => {
    const queued = await stores.retryJob(query, job.id, workflow);
    if (queued === undefined) throw fleetErrors.wrongState(job.id, job.state, "retried");
    await queue.queue(client, { id: workflow, profile: queued.profile, priority: queued.priority });
    return queued;
  });
}

/** Prints and returns what `run` would have. @throws JobNotFinished */
async function printResult(fleet: Fleet, job: JobRow, io: Io): Promise<number> {
  const { stores, database } = fleet;
  if (job.state === "queued" || job.state === "running") throw fleetErrors.notFinished(job.id, job.state);
  if (job.exit_code === null) return unsentResult(fleet, job, io);
  for await (const text of stores.readBlocks(database.query, job.id)) await print(io, text);
  await emit(io, job.messages ?? "");
  if (job.state === "failed") await emit(io, fleetNotes.profile(job.id, job.profile));
  return job.exit_code;
}
