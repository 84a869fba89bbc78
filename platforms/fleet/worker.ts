/** The command `worker`: takes jobs until it is asked to end. */
import { type Asset, createConnector, type Declarations } from "../../connector/platform_api.js";
import { profileAsset } from "../shared/config/profile_asset.js";
import { configPath, readConfig } from "../shared/config/read_config.js";
import { loadDeclarations } from "../shared/declarations.js";
import type { Io } from "../shared/io.js";
import type { Log } from "../shared/log/log.js";
import { logOf } from "../shared/log/log_of.js";
import { stoppingLine } from "../shared/messages.js";
import { leaseMsOf, processName } from "../shared/shared_database.js";
import { stopOnSignal } from "../shared/stop_signal.js";
import { type Fleet, withFleet } from "./fleet.js";
import { JobRunner } from "./job_runner.js";
import { fleetErrors, workerLines } from "./messages.js";
import { Recovery } from "./recover.js";
import { deleteOldJobs } from "./retention.js";
import { fire } from "./schedules.js";
import { startWorkflows } from "./workflows.js";

/** Options of the command line. */
export interface WorkerOptions {
  readonly config?: string;
  readonly concurrency: number;
  /** How long ended jobs are kept. */
  readonly keepDays: number;
}

/** Runs jobs until SIGTERM or Ctrl-C, then returns 0. @throws what opening the database and the configuration throws */
export async function workerCommand(options: WorkerOptions, io: Io): Promise<number> {
  const leaseMs = leaseMsOf(io.env);
  await withFleet(io.env, (fleet) => work(fleet, options, { io, leaseMs }));
  return 0;
}

async function work(
  fleet: Fleet,
  options: WorkerOptions,
  { io, leaseMs }: { io: Io; leaseMs: number },
): Promise<void> {
  const { database, stores } = fleet;
  const declarations = loadDeclarations(io.env);
  const name = processName();
  const log = logOf(io).timed();
  const stopping = new AbortController();
  const assetOf = await assetFinder(options.config, declarations, io);
  const runner = new JobRunner({ fleet, io, declarations, name, assetOf, stopping: stopping.signal, log });
  const lease = { name, version: declarations.manifest.version, takesJobs: true, leaseMs };
  const rateLimits = stores.sharedRateLimits(database, stores.systemClock, lease, () => runner.running);
  const shared = { rateLimits, journals: runner.openJournal };
  runner.connector = await createConnector({ declarations, env: io.env, ...shared });
  runner.lease = rateLimits.lease;
  // With a lease before the first job, or another worker would consider the job abandoned.
  await rateLimits.lease.held();
  const stopWorkflows = await takeJobs(fleet, runner, { name, concurrency: options.concurrency });
  log.report("info", workerLines.started(name));
  await untilAsked(fleet, runner, { leaseMs, keepDays: options.keepDays, log });
  stopping.abort();
  await stopWorkflows();
  await rateLimits.close();
}

function takeJobs(
  fleet: Fleet,
  runner: JobRunner,
  own: { readonly name: string; readonly concurrency: number },
): Promise<() => Promise<void>> {
  const { url, database } = fleet;
  return startWorkflows({
    ...own,
    url,
    database,
    run: (workflow) => runner.run(workflow),
    fire: (schedule, at) => fire(fleet, schedule, at),
  });
}

/** Returns jobs that nobody runs to the queue, and deletes old ones, until the process is asked to end. */
async function untilAsked(
  fleet: Fleet,
  runner: JobRunner,
  { leaseMs, keepDays, log }: { readonly leaseMs: number; readonly keepDays: number; readonly log: Log },
): Promise<void> {
  const recovery = new Recovery(fleet, runner);
  let isBusy = false;
  const tidy = async (): Promise<void> => {
    if (isBusy) return;
    isBusy = true;
    try {
      const requeued = await recovery.round();
      if (requeued > 0) log.report("info", workerLines.requeued(requeued));
      await deleteOldJobs(fleet, keepDays);
    } catch {
      // The database is away. The next round tries again.
    } finally {
      isBusy = false;
    }
  };
  const timer = setInterval(() => void tidy(), leaseMs / 3);
  await new Promise<void>((resolve) => stopOnSignal(resolve));
  clearInterval(timer);
  log.report("info", stoppingLine);
}

/** Returns a function that makes the asset of a profile. @throws InvalidConfig */
async function assetFinder(
  file: string | undefined,
  declarations: Declarations,
  { env }: Io,
): Promise<(profile: string) => Promise<Asset>> {
  const connector = await createConnector({ declarations, env });
  const { manifest } = connector;
  const path = configPath(file, manifest, env);
  const { schemas } = declarations;
  const config = path === undefined ? undefined : await readConfig(path, { connector, schemas });
  return async (profile) => {
    // The action needs no asset.
    if (profile === "") return {};
    if (config?.profiles.has(profile) !== true) throw fleetErrors.missingProfile(profile);
    return profileAsset(config, profile, { manifest, env });
  };
}
