/** Schedules in DBOS: each starts a workflow at its times, once for each time. */
import type { DBOSClient, WorkflowSchedule } from "@dbos-inc/dbos-sdk";
import type { JobRequest } from "../../connector/platform_api.js";
import { fleetErrors } from "./messages.js";

/** Name of the workflow that queues a job. */
export const scheduledName = "queue scheduled job";

/** What a schedule queues. Stored as JSON. */
export type ScheduledJob = Omit<JobRequest, "id" | "workflow" | "schedule">;

/** Times at which a job is queued. */
export interface Schedule {
  readonly id: string;
  /** The times in UTC, as cron writes them. */
  readonly cron: string;
  readonly job: ScheduledJob;
  /** The time that was fired last. */
  readonly lastFiredAt: string | null;
}

/** What the workflow of a schedule receives. */
export type ScheduleContext = Pick<Schedule, "id" | "job">;

/** The schedules of a database. */
export class WorkflowSchedules {
  readonly #client: DBOSClient;

  constructor(client: DBOSClient) {
    this.#client = client;
  }

  /** Stores a schedule. Returns false if there is one with this id. @throws InvalidOption for times that are not valid */
  async create({ id, job }: ScheduleContext, cron: string): Promise<boolean> {
    if ((await this.find(id)) !== undefined) return false;
    try {
      await this.#client.createSchedule({
        scheduleName: id,
        workflowName: scheduledName,
        schedule: cron,
        context: { id, job } satisfies ScheduleContext,
        options: { cronTimezone: "UTC" },
      });
      return true;
    } catch (error) {
      if ((await this.find(id)) !== undefined) return false;
      // Errors of the database have a code, and those about the times do not.
      throw (error as { code?: string }).code === undefined ? fleetErrors.badTimes(cron) : error;
    }
  }

  async find(id: string): Promise<Schedule | undefined> {
    const found = await this.#client.getSchedule(id);
    return found === null ? undefined : scheduleOf(found);
  }

  /** Returns all schedules, by id. */
  async list(): Promise<Schedule[]> {
    return (await this.#client.listSchedules({ workflowName: scheduledName })).map(scheduleOf);
  }

  remove(id: string): Promise<void> {
    return this.#client.deleteSchedule(id);
  }

  /** Lets other processes fire the times that these processes had taken. */
  async refire(isGone: (worker: string) => boolean): Promise<void> {
    const taken = await this.#client.listWorkflows({
      workflowName: scheduledName,
      status: "PENDING",
      loadInput: false,
      loadOutput: false,
    });
    const ids = taken.filter(({ executorId = "" }) => isGone(executorId)).map(({ workflowID }) => workflowID);
    if (ids.length > 0) await this.#client.resumeWorkflows(ids);
  }
}

function scheduleOf({ scheduleName, schedule, context, lastFiredAt }: WorkflowSchedule): Schedule {
  const { job } = context as ScheduleContext;
  return { id: scheduleName, cron: schedule, job, lastFiredAt };
}
