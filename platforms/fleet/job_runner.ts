/** Runs the jobs that a worker takes: claim, run as the command would, store the end. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import {
  type Asset,
  type Claim,
  type ClaimedRow,
  type Connector,
  ConnectorError,
  type Declarations,
  isConnectorError,
  type JobRow,
  type OpenJournal,
  type SharedRateLimits,
} from "../../connector/platform_api.js";
import type { Io } from "../shared/io.js";
import type { Log } from "../shared/log/log.js";
import { RunLog } from "../shared/log/run_log.js";
import type { Fleet } from "./fleet.js";
import { JobRun } from "./job_run.js";
import { fleetErrors, workerLines } from "./messages.js";
import { requeue } from "./recover.js";

/** A job that was claimed more often kills its workers. */
const maxAttempts = 20;

/** Wait before a job is returned to the queue again, in milliseconds. */
const repeatMs = 2_000;

/** What a worker has for its jobs. */
export interface RunnerPorts {
  readonly fleet: Fleet;
  readonly io: Io;
  readonly declarations: Declarations;
  /** Name of the worker. */
  readonly name: string;
  /** Returns the asset of a profile. @throws MissingProfile, InvalidAsset */
  readonly assetOf: (profile: string) => Promise<Asset>;
  /** Aborted when the worker stops. */
  readonly stopping: AbortSignal;
  readonly log: Log;
}

/** A job in the hands of this worker. */
interface ClaimedJob {
  readonly job: ClaimedRow;
  readonly claim: Claim;
}

/** Errors after which another worker, or this one later, continues the job. */
const interruptions = new Set(["DatabaseUnreachable", "DatabaseFailed"]);

/** The jobs of one worker. */
export class JobRunner {
  readonly #ports: RunnerPorts;
  /** By workflow, because a job that was lost may come back while its old run ends. Undefined until the claim. */
  readonly #claims = new Map<string, Claim | undefined>();
  /** Set before the first job. */
  connector: Connector | undefined;
  /** Set before the first job. */
  lease: SharedRateLimits["lease"] | undefined;

  constructor(ports: RunnerPorts) {
    this.#ports = ports;
  }

  get name(): string {
    return this.#ports.name;
  }

  /** Number of jobs that run now. */
  get running(): number {
    return this.#claims.size;
  }

  /** Returns whether a workflow runs now. */
  runs(workflow: string): boolean {
    return this.#claims.has(workflow);
  }

  /** Opens the journal of a claimed job, which is named by its workflow. */
  readonly openJournal: OpenJournal = async (name) => {
    const claim = this.#claims.get(name);
    if (claim === undefined) throw fleetErrors.foreignJournal();
    return claim.openJournal(name);
  };

  /** Runs the job of a workflow to its end, or returns it to the queue. Never rejects. */
  async run(workflow: string): Promise<void> {
    const { log } = this.#ports;
    this.#claims.set(workflow, undefined);
    try {
      if (!(await this.#ended(workflow))) await this.#giveBack(workflow);
    } catch (error) {
      const code = isConnectorError(error) ? error.code : "InternalError";
      log.report("warn", workerLines.failed(workflow, code), { code });
      if (!isConnectorError(error) || error.code !== "JobLost") await this.#giveBack(workflow);
    } finally {
      this.#claims.delete(workflow);
    }
  }

  /** Returns false if the job must go on later. */
  async #ended(workflow: string): Promise<boolean> {
    const { fleet, name } = this.#ports;
    const { stores } = fleet;
    // From before the claim: without its lease the worker may have lost the job, so it must not send.
    const { lost } = await stores.patiently(() => (this.lease as SharedRateLimits["lease"]).held());
    const claimed = await stores.claimJob(stores.patientQuery(fleet.database), workflow, name);
    if (claimed === undefined) return true;
    this.#claims.set(workflow, claimed.claim);
    return this.#hasEnded(claimed, AbortSignal.any([this.#ports.stopping, lost]));
  }

  async #hasEnded({ job, claim }: ClaimedJob, stopping: AbortSignal): Promise<boolean> {
    const { assetOf, declarations, io } = this.#ports;
    const folder = await mkdtemp(join(tmpdir(), "defender-job-"));
    const connector = this.connector as Connector;
    const log = this.#ports.log.child({ job: job.id, profile: job.profile, action: job.action });
    let used: Asset = {};
    const run = new JobRun(job, claim, {
      connector,
      declarations,
      io,
      stopping,
      asset: async () => (used = await assetOf(job.profile)),
      log: new RunLog(log.masking((text) => connector.masked(text, used))),
    });
    try {
      if (job.attempts > maxAttempts) await run.fail(fleetErrors.killsWorker(maxAttempts));
      else if (!(await this.#hasRun(run, job, { folder, stopping }))) return false;
      logEnd(job, run, log);
      return true;
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  }

  /** Returns false for a run that was interrupted. @throws JobLost */
  async #hasRun(
    run: JobRun,
    job: JobRow,
    { folder, stopping }: { folder: string; stopping: AbortSignal },
  ): Promise<boolean> {
    const { stores, database } = this.#ports.fleet;
    await run.run(folder, stores.readInput(stores.patientQuery(database), job.input));
    const code = run.error?.code;
    if (code === "JobLost") throw run.error as ConnectorError;
    if (stopping.aborted || (code !== undefined && interruptions.has(code))) return false;
    await run.finish();
    const { capacity } = run;
    if (capacity !== undefined)
      await stores.storeCapacity(database.query, job.profile, capacity.used, capacity.limit);
    return true;
  }

  /**
   * Returns the job to the queue, however long that takes: its workflow must not end before, or nobody would run the
   * job. Once this worker stops, it tries for a minute, and another one does it afterwards.
   */
  async #giveBack(workflow: string): Promise<void> {
    const { fleet, log, stopping } = this.#ports;
    for (;;)
      try {
        await fleet.stores.patiently(() => requeue(fleet, workflow));
        return;
      } catch {
        log.report("error", workerLines.notReturned(workflow));
        if (stopping.aborted) return;
        await setTimeout(repeatMs, undefined, { signal: stopping }).catch(() => {});
      }
  }
}

function logEnd({ id }: JobRow, { error }: JobRun, log: Log): void {
  const code = error?.code;
  log.report(code === undefined ? "info" : "warn", workerLines.ended(id, code), { code });
}
