/**
 * `node dist/bench/fleet_scale.js`: jobs per second with more and more workers, and the wait that a large tenant causes for others.
 * For the figures of docs/guides/fleet.md: `--tenants 200 --latency 3 --workers 1,2,4`.
 */
import { randomUUID } from "node:crypto";
import { PassThrough, Readable } from "node:stream";
import { parseArgs } from "node:util";
import { submitCommand } from "../platforms/fleet/submit.js";
import { FleetRig } from "../test/platforms/fleet/fleet_rig.js";
import { assetFor } from "./asset.js";
import { Child } from "./children.js";
import { countsOf, type DatabaseCounts, postgresOf, startWorkers } from "./fleet_processes.js";
import { cpuSeconds } from "./process_cpu.js";
import { writeRows } from "./rows_file.js";
import { asTable, type Line } from "./table.js";

/** What is measured. */
interface Setting {
  readonly tenants: number;
  readonly rows: number;
  /** Time of one response, in seconds. */
  readonly latency: number;
  /** Most jobs of one worker at the same time. */
  readonly concurrency: number;
  readonly workers: readonly number[];
  /** Rows of the large tenant. */
  readonly largeRows: number;
}

const ndjson = { priority: 1000, format: "ndjson" } as const;
const large = "large";

/** What workers did with all jobs. */
interface Throughput {
  readonly seconds: number;
  readonly workerCores: number;
  readonly postgresCores: number;
  /** What PostgreSQL counted from the first start of a job to the last end. */
  readonly counts: DatabaseCounts;
}

/** The fleet of the benchmark, and the service that its jobs call. */
class BenchFleet {
  readonly #rig: FleetRig;
  readonly #service: Child;
  readonly #profiles: Readonly<Record<string, object>>;

  constructor(rig: FleetRig, service: Child, profiles: Readonly<Record<string, object>>) {
    this.#rig = rig;
    this.#service = service;
    this.#profiles = profiles;
  }

  get folder(): string {
    return this.#rig.folder;
  }

  /** Starts with an empty database and without workers. */
  async reset(): Promise<void> {
    await this.#rig.reset(this.#profiles);
    await this.#service.ask("diary");
  }

  /** Queues a job for each profile. */
  async submit(profiles: readonly string[], input: string): Promise<void> {
    const env = { ...process.env, DEFENDER_DATABASE_URL: this.#rig.database };
    for (const profile of profiles) {
      const io = {
        stdin: Readable.from([]),
        stdout: new PassThrough().resume(),
        stderr: process.stderr,
        env,
      };
      await submitCommand("import_indicators", { ...ndjson, input, profile, id: profile }, io);
    }
  }

  /** Starts workers. Returns their process ids. */
  start(workers: number, concurrency: number): Promise<number[]> {
    return startWorkers(this.#rig, workers, concurrency);
  }

  /** Waits until all jobs have ended. Returns the seconds from the first start. */
  async finished(profiles: readonly string[]): Promise<number> {
    const jobs = await this.#rig.finished(profiles);
    const bad = jobs.filter(({ status, failed }) => status !== "succeeded" || failed !== 0);
    if (bad.length > 0) throw new Error(`Jobs failed: ${JSON.stringify(bad[0])}`);
    const times = (name: string) => jobs.map((job) => Date.parse(job[name] as string));
    return (Math.max(...times("endedAt")) - Math.min(...times("startedAt"))) / 1000;
  }

  /** Returns when the first call of each tenant arrived, in milliseconds since 1970. */
  firstCalls(): Promise<number[]> {
    return this.#service.ask<number[]>("firsts");
  }

  postgres(): Promise<number> {
    return postgresOf(this.#rig);
  }

  counts(): Promise<DatabaseCounts> {
    return countsOf(this.#rig);
  }
}

/** Runs one job of each tenant with so many workers. */
async function throughput(fleet: BenchFleet, setting: Setting, workers: number): Promise<Throughput> {
  await fleet.reset();
  const names = tenantsOf(setting);
  await fleet.submit(names, await writeRows(fleet.folder, setting.rows));
  const postgres = await fleet.postgres();
  const before = cpuSeconds(postgres);
  const counted = await fleet.counts();
  const pids = await fleet.start(workers, setting.concurrency);
  // Without the start of the processes.
  const atStart = sum(pids.map(cpuSeconds));
  const seconds = await fleet.finished(names);
  const counts = await fleet.counts();
  return {
    counts: {
      transactions: counts.transactions - counted.transactions,
      bytes: counts.bytes - counted.bytes,
      walBytes: counts.walBytes - counted.walBytes,
    },
    seconds,
    workerCores: (sum(pids.map(cpuSeconds)) - atStart) / seconds,
    postgresCores: (cpuSeconds(postgres) - before) / seconds,
  };
}

function costs({ transactions, bytes, walBytes }: DatabaseCounts, jobs: number): string {
  const kilobytes = (value: number) => `${(value / jobs / 1000).toFixed(0)} kB`;
  return `${(transactions / jobs).toFixed(0)} transactions, ${kilobytes(bytes)} of tables, ${kilobytes(walBytes)} of log`;
}

async function growth(fleet: BenchFleet, setting: Setting): Promise<Line[]> {
  const lines: Line[] = [];
  let single = 0;
  for (const workers of setting.workers) {
    const { seconds, workerCores, postgresCores, counts } = await throughput(fleet, setting, workers);
    const perSecond = setting.tenants / seconds;
    if (lines.length === 0) single = perSecond / workers;
    lines.push({
      what: `${setting.tenants} tenants × ${setting.rows} rows, ${setting.latency} s per call, ${workers} × ${setting.concurrency} jobs`,
      measured: `${perSecond.toFixed(2)} jobs/s; workers ${workerCores.toFixed(2)} cores, PostgreSQL ${postgresCores.toFixed(2)}`,
      ratio: perSecond / single,
      wanted: { 2: "≥ 1.8", 4: "≥ 3.2" }[workers] ?? "",
    });
    lines.push({ what: "The same, for each job", measured: costs(counts, setting.tenants) });
    console.error(lines.at(-2)?.measured, lines.at(-1)?.measured);
  }
  return lines;
}

/** Measures how long after its submission the last tenant makes its first call. */
async function lastFirstCall(
  fleet: BenchFleet,
  setting: Setting,
  largeFile: string | undefined,
): Promise<number> {
  await fleet.reset();
  const names = tenantsOf(setting).slice(0, setting.concurrency - 1);
  const small = await writeRows(fleet.folder, setting.rows);
  await fleet.start(1, setting.concurrency);
  if (largeFile !== undefined) {
    await fleet.submit([large], largeFile);
    while ((await fleet.firstCalls()).length === 0) await new Promise((resolve) => setTimeout(resolve, 50));
  }
  const from = Date.now();
  await fleet.submit(names, small);
  const tenants = names.length + (largeFile === undefined ? 0 : 1);
  let calls: number[] = [];
  while (calls.length < tenants) {
    await new Promise((resolve) => setTimeout(resolve, 50));
    calls = await fleet.firstCalls();
  }
  return (Math.max(...calls) - from) / 1000;
}

async function delay(fleet: BenchFleet, setting: Setting): Promise<Line[]> {
  const largeFile = await writeRows(fleet.folder, setting.largeRows);
  const alone = await lastFirstCall(fleet, setting, undefined);
  const shared = await lastFirstCall(fleet, setting, largeFile);
  return [
    {
      what: `${setting.concurrency - 1} tenants next to one with ${setting.largeRows} rows on one worker, last first call`,
      measured: `${shared.toFixed(1)} s after the first submission; without the large tenant ${alone.toFixed(1)} s`,
      wanted: "≤ 2 s more",
    },
  ];
}

const tenantsOf = ({ tenants }: Setting) => Array.from({ length: tenants }, (_, i) => `t${i}`);
const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);

function settingOf(args: readonly string[]): Setting {
  const text = { type: "string" } as const;
  const names = ["tenants", "rows", "latency", "concurrency", "workers", "largeRows"] as const;
  const options = Object.fromEntries(names.map((name) => [name, text]));
  const { values } = parseArgs({ args: [...args], options });
  const number = (name: (typeof names)[number], usual: number) => {
    const value = Number(values[name] ?? usual);
    if (!(value > 0)) throw new Error(`--${name} must be a positive number.`);
    return value;
  };
  return {
    tenants: number("tenants", 16),
    rows: number("rows", 1500),
    latency: number("latency", 0.5),
    concurrency: number("concurrency", 4),
    workers: (values["workers"] ?? "1,2").split(",").map(Number),
    largeRows: number("largeRows", 20_000),
  };
}

const setting = settingOf(process.argv.slice(2));
await using service = new Child("server.js", String(setting.latency * 1000));
const url = await service.next<string>();
const profiles = Object.fromEntries(
  [...tenantsOf(setting), large].map((name) => [name, { ...assetFor(url), tenant_id: randomUUID() }]),
);
const rig = await FleetRig.start();
rig.leaseSeconds = 15;
try {
  const fleet = new BenchFleet(rig, service, profiles);
  const lines = [...(await growth(fleet, setting)), ...(await delay(fleet, setting))];
  console.log(asTable(lines));
} finally {
  await rig.close();
}
