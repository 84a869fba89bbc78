/** One import for each of many profiles: submitted to a fleet, and checked when all have ended. */
import { randomUUID } from "node:crypto";
import { jobsCommand } from "../../../platforms/fleet/jobs.js";
import { submitCommand } from "../../../platforms/fleet/submit.js";
import type { App } from "../../../simulator/index.js";
import type { SettingsChange } from "../../../simulator/index.js";
import { FleetRig } from "./fleet_rig.js";
import { type JobRow, jobRows, ndjson, wrongRows } from "./job_rows.js";

/** How many jobs there are, and what the service does. */
export interface TenantJobsOptions {
  readonly tenants: number;
  readonly jobsPerTenant: number;
  readonly rowsPerJob: number;
  readonly settings: SettingsChange;
}

/** What became of the jobs. */
export interface JobsReport {
  readonly succeeded: number;
  readonly failed: number;
  readonly rows: number;
  readonly wrongRows: number;
  readonly calls: number;
  /** Calls that the service rejected because of its rate limit. */
  readonly throttled: number;
}

interface TenantJob {
  readonly id: string;
  readonly app: App;
  readonly rows: readonly JobRow[];
}

/** The jobs and their fleet. */
export class TenantJobs {
  readonly rig: FleetRig;
  readonly #jobs: readonly TenantJob[];
  readonly ids: readonly string[];

  private constructor(rig: FleetRig, jobs: readonly TenantJob[]) {
    this.rig = rig;
    this.#jobs = jobs;
    this.ids = jobs.map(({ id }) => id);
  }

  /** Starts the database and the service, and queues the jobs. */
  static async start({
    tenants,
    jobsPerTenant,
    rowsPerJob,
    settings,
  }: TenantJobsOptions): Promise<TenantJobs> {
    const apps = Array.from({ length: tenants }, newApp);
    const jobs = apps.flatMap((app, tenant) =>
      Array.from({ length: jobsPerTenant }, (_, n) => {
        const id = `tenant-${tenant + 1}${jobsPerTenant === 1 ? "" : `-${n + 1}`}`;
        return { id, app, rows: jobRows(id, rowsPerJob) };
      }),
    );
    const all = new TenantJobs(await FleetRig.start({ apps, settings }), jobs);
    await all.#submit(settings);
    return all;
  }

  async #submit({ limits }: SettingsChange): Promise<void> {
    const { simulator } = this.rig;
    const limit = limits?.import;
    const rateLimits = limit && { import: { calls: limit.calls, per_seconds: limit.perSeconds } };
    const profiles = this.#jobs.map(({ id, app: { tenant_id, client_id, client_secret } }) => [
      id,
      simulator.asset({
        tenant_id,
        client_id,
        client_secret,
        ...(rateLimits && { rate_limits: rateLimits }),
      }),
    ]);
    await this.rig.reset(Object.fromEntries(profiles));
    for (const { id, rows } of this.#jobs) {
      const input = this.rig.file(`${id}.ndjson`, ndjson(rows));
      await this.rig.inProcess((io) =>
        submitCommand("import_indicators", { input, profile: id, id, priority: 1000 }, io),
      );
    }
  }

  /** Waits until all jobs have ended, and compares each row with its result and with the service. */
  async report(): Promise<JobsReport> {
    const states = (await this.rig.finished(this.ids)).map(({ status }) => status);
    const succeeded = states.filter((status) => status === "succeeded").length;
    let wrong = 0;
    for (const { id, app, rows } of this.#jobs) {
      const { stdout } = await this.rig.inProcess((io) => jobsCommand("result", id, {}, io));
      const stored = this.rig.simulator.indicators(app.tenant_id);
      wrong += wrongRows(rows, stdout, new Set(stored.map(({ indicatorValue }) => indicatorValue)));
    }
    const calls = this.rig.simulator.requests();
    return {
      succeeded,
      failed: states.length - succeeded,
      rows: this.#jobs.reduce((sum, { rows }) => sum + rows.length, 0),
      wrongRows: wrong,
      calls: calls.length,
      throttled: calls.filter(({ status }) => status === 429).length,
    };
  }
}

function newApp(): App {
  const [tenant_id, client_id, client_secret] = [randomUUID(), randomUUID(), randomUUID()];
  return { tenant_id, client_id, client_secret, roles: ["Ti.ReadWrite.All"] };
}
