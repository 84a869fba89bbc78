/** Durable workflows: one for each run of a job. Only this file loads DBOS, for the first workflow. */
import { createRequire } from "node:module";
import type { DBOSClient, WorkflowStatus } from "@dbos-inc/dbos-sdk";
import type { Database } from "../../connector/platform_api.js";
import { type ScheduleContext, scheduledName, WorkflowSchedules } from "./workflow_schedules.js";

type Sdk = typeof import("@dbos-inc/dbos-sdk");
type Receivers = typeof import("@dbos-inc/dbos-sdk/eventreceiver");
type Client = Parameters<Parameters<Database["transaction"]>[0]>[1];

const queueName = "jobs";
const workflowName = "run job";
/** Version of the jobs. It changes if an older worker could not run them: workers take those of their version only. */
const formatVersion = "2";
const olderVersions = ["1"];
const minPollMs = 1_000;
/** Most workflows that are listed at once. */
const maxListed = 200;

/** Calls in progress end by their own timeouts, which a profile can set, in milliseconds. */
const maxStopMs = 3_600_000;

/** The same in all versions: workers of an earlier one go on while others are upgraded. */
const appName = "defender-indicators";

const loadSdk = (): Sdk => createRequire(import.meta.url)("@dbos-inc/dbos-sdk") as Sdk;
const loadReceivers = (): Receivers =>
  createRequire(import.meta.url)("@dbos-inc/dbos-sdk/eventreceiver") as Receivers;

const ignore = (): void => {};
/** What DBOS logs is about its own tables. Failures reach us as errors. */
const silent = { info: ignore, debug: ignore, warn: ignore, error: ignore };

/** Creates or upgrades the tables of DBOS. */
export async function migrateWorkflows(url: string): Promise<void> {
  const { log } = console;
  // DBOS writes its progress to standard output, which belongs to data.
  Object.assign(console, { log: ignore });
  try {
    await loadSdk().DBOS.migrate(url);
  } finally {
    Object.assign(console, { log });
  }
}

/** A workflow to queue. */
export interface QueuedWorkflow {
  /** Unique in the database. */
  readonly id: string;
  /** Workflows of one profile run one after another. Those without one, which need no tenant, do not wait for others. */
  readonly profile: string;
  /** From 1, the most urgent. */
  readonly priority: number;
}

/** Queues, cancels and lists workflows. */
export class WorkflowQueue {
  readonly #client: DBOSClient;
  readonly schedules: WorkflowSchedules;

  private constructor(client: DBOSClient) {
    this.#client = client;
    this.schedules = new WorkflowSchedules(client);
  }

  static async open(url: string, database: Database): Promise<WorkflowQueue> {
    const client = await loadSdk().DBOSClient.create({
      systemDatabaseUrl: url,
      systemDatabasePool: database.pool,
      logger: silent,
      applicationName: appName,
    });
    return new WorkflowQueue(client);
  }

  /** Queues a workflow within the transaction of the client. */
  async queue(client: Client, { id, profile, priority }: QueuedWorkflow): Promise<void> {
    await this.#client.enqueueInTransaction(
      client,
      {
        queueName,
        workflowName,
        workflowID: id,
        queuePartitionKey: profile === "" ? id : profile,
        priority,
        appVersion: formatVersion,
      },
      id,
    );
  }

  /** Ends a workflow, so that the next one of its profile can run. */
  cancel(id: string): Promise<void> {
    return this.#client.cancelWorkflow(id);
  }

  /** Returns some of the workflows that a program of an earlier version has queued. */
  async outdated(): Promise<string[]> {
    const queued = await this.#client.listWorkflows({
      status: "ENQUEUED",
      queueName,
      applicationVersion: olderVersions,
      limit: maxListed,
      loadInput: false,
      loadOutput: false,
    });
    return queued.map(({ workflowID }) => workflowID);
  }

  /** Deletes some of the workflows that have ended and were queued before. */
  async deleteEnded(before: Date): Promise<void> {
    const ended = await this.#client.listWorkflows({
      status: ["SUCCESS", "ERROR", "CANCELLED", "MAX_RECOVERY_ATTEMPTS_EXCEEDED"],
      endTime: before.toISOString(),
      limit: maxListed,
      loadInput: false,
      loadOutput: false,
    });
    if (ended.length > 0) await this.#client.deleteWorkflows(ended.map(({ workflowID }) => workflowID));
  }

  /** Returns the workflows that a process has taken, with the name of the process. */
  async taken(): Promise<{ readonly id: string; readonly worker: string }[]> {
    const all: WorkflowStatus[] = await this.#client.listWorkflows({
      queueName,
      status: "PENDING",
      loadInput: false,
      loadOutput: false,
    });
    return all.map(({ workflowID: id, executorId: worker = "" }) => ({ id, worker }));
  }

  close(): Promise<void> {
    return this.#client.destroy();
  }
}

/** What a worker needs to run workflows. */
export interface WorkerSettings {
  readonly url: string;
  readonly database: Database;
  /** Name of the process, new at every start. */
  readonly name: string;
  /** Most jobs at once. */
  readonly concurrency: number;
  /** Runs the job of a workflow. */
  readonly run: (workflow: string) => Promise<void>;
  /** Queues the job of a schedule for one of its times. */
  readonly fire: (schedule: ScheduleContext, at: Date) => Promise<void>;
}

/** Takes workflows from the queue until the returned function is called, which waits for those that run. */
export async function startWorkflows(settings: WorkerSettings): Promise<() => Promise<void>> {
  const { DBOS } = loadSdk();
  DBOS.setConfig({
    name: appName,
    systemDatabaseUrl: settings.url,
    systemDatabasePool: settings.database.pool,
    executorID: settings.name,
    applicationVersion: formatVersion,
    logger: silent,
    useListenNotify: false,
    tracingEnabled: false,
  });
  registerWorkflows(settings);
  // The settings of a queue that is registered in the database are those of the last worker that started.
  loadReceivers().registerInternalQueue(queueName, {
    partitionConcurrency: 1,
    workerConcurrency: settings.concurrency,
    minPollingIntervalMs: minPollMs,
  });
  await DBOS.launch();
  return () => DBOS.shutdown({ workflowCompletionTimeoutMS: maxStopMs });
}

function registerWorkflows({ run, fire }: WorkerSettings): void {
  const { DBOS } = loadSdk();
  DBOS.registerWorkflow(
    async (workflow: string): Promise<void> => {
      await DBOS.runStep(() => run(workflow), { name: "run" });
    },
    { name: workflowName },
  );
  DBOS.registerWorkflow(
    async (at: Date, schedule: ScheduleContext): Promise<void> => {
      await DBOS.runStep(() => fire(schedule, at), { name: "queue" });
    },
    { name: scheduledName },
  );
}
