import { expect } from "chai";
import { fleetExtent } from "../../support/fleet_extent.js";
import { Random } from "../../scenarios/simulation/random.js";
import type { FleetProcess, FleetRig } from "./fleet_rig.js";
import { TenantJobs } from "./tenant_jobs.js";

const isFull = fleetExtent === "full";
const workerCount = 4;
const tenants = isFull ? 12 : 2;
/** Both jobs of a tenant share its rate limit. */
const jobsPerTenant = 2;
const rowsPerJob = isFull ? 15_000 : 3_000;
const limit = isFull ? { calls: 30, perSeconds: 40 } : { calls: 4, perSeconds: 5 };
const killEveryMs = 4_000;
const crashEveryMs = isFull ? 20_000 : 10_000;

const seed = Number(process.env["FLEET_SEED"] ?? Math.floor(Math.random() * 2 ** 31));

/** Workers that are killed and replaced, and a PostgreSQL that crashes, until the storm is over. */
class Storm {
  readonly #rig: FleetRig;
  readonly #random = new Random(seed);
  readonly #timers: NodeJS.Timeout[] = [];
  #workers: FleetProcess[] = [];
  #isOver = false;
  #crash: Promise<void> = Promise.resolve();
  killed = 0;
  crashed = 0;
  readonly failures: unknown[] = [];

  constructor(rig: FleetRig) {
    this.#rig = rig;
  }

  begin(): void {
    for (let i = 0; i < workerCount; i += 1) this.#start();
    this.#timers.push(
      setInterval(() => this.#kill(), killEveryMs),
      setInterval(() => {
        this.#crash = this.#crashed();
      }, crashEveryMs),
    );
  }

  async end(): Promise<void> {
    this.#isOver = true;
    for (const timer of this.#timers) clearInterval(timer);
    await this.#crash;
  }

  #start(): void {
    const worker = this.#rig.worker("--concurrency", "6");
    this.#workers.push(worker);
    // A worker that was killed, or that found no database at its start, is replaced as a supervisor does.
    void worker.ended.then(() => {
      this.#workers = this.#workers.filter((one) => one !== worker);
      if (!this.#isOver) this.#start();
    });
  }

  #kill(): void {
    this.#random.pick(this.#workers).child.kill("SIGKILL");
    this.killed += 1;
  }

  async #crashed(): Promise<void> {
    try {
      await this.#rig.postgres.crash();
      this.crashed += 1;
      await this.#rig.postgres.restart();
    } catch (error) {
      this.failures.push(error);
    }
  }
}

describe(`fleet: storm (FLEET_SEED=${seed})`, () => {
  let jobs: TenantJobs;
  before(async () => {
    const settings = { limits: { import: limit }, capacity: 1_000_000, latencyMs: 200 };
    jobs = await TenantJobs.start({ tenants, jobsPerTenant, rowsPerJob, settings });
  });
  after(() => jobs.rig.close());

  it("ends every job with right rows while workers are killed and PostgreSQL crashes", async function () {
    this.timeout(isFull ? 3_600_000 : 600_000);
    // A given server cannot be stopped. Without TEST_DATABASE_URL the case runs.
    if (!jobs.rig.postgres.isOwn) this.skip();
    const storm = new Storm(jobs.rig);
    const from = performance.now();
    storm.begin();
    await jobs.rig.ended(jobs.ids);
    await storm.end();
    const seconds = (performance.now() - from) / 1000;
    const { succeeded, failed, wrongRows, calls, throttled, rows } = await jobs.report();
    process.stdout.write(
      `    ${rows} rows in ${seconds.toFixed(0)} s; ${storm.killed} workers killed, ${storm.crashed} crashes of PostgreSQL; ${calls} calls\n`,
    );
    expect(storm.failures).to.deep.equal([]);
    expect({ succeeded, failed, wrongRows, throttled }).to.deep.equal({
      succeeded: jobs.ids.length,
      failed: 0,
      wrongRows: 0,
      throttled: 0,
    });
    expect([storm.killed > 0, storm.crashed > 0]).to.deep.equal([true, true]);
  });
});
