/**
 * What a fleet needs, for figures of your own: `npm run model:fleet -- --tenants 5000 --rows 1500 --perHour 1`.
 * The costs were measured with `fleet_scale` and `fleet_slots` on two cores that also ran PostgreSQL.
 */
import { parseArgs } from "node:util";

/** What an operator knows. */
export interface FleetLoad {
  readonly tenants: number;
  /** Rows of one job. */
  readonly rows: number;
  /** Jobs of each tenant in an hour. */
  readonly perHour: number;
  /** Time of one response, in seconds. */
  readonly latency: number;
  readonly workers: number;
  /** Most jobs of one worker at the same time. */
  readonly concurrency: number;
  /** Cores of PostgreSQL. */
  readonly cores: number;
}

const rowsPerCall = 500;
/** Calls of one tenant in a minute, as the service allows, and how many of a job overlap. */
const calls = { perMinute: 30, atOnce: 5 };
/** Costs of one unit, in seconds of one core. */
const cost = { slot: 0.00018, jobPerRow: 0.00001, enqueue: 0.00075, workerPerRow: 0.00007 };
/** Cost of one poll of a worker for each waiting tenant, and without any, in seconds of one core; mean wait for a poll. */
const poll = { each: 0.0000044, base: 0.007, perSecond: 1, wait: 0.5 };
/** Tables and indexes for one row if tenants share the input, and the log for replicas and backups, in bytes. */
const bytesPerRow = { tables: 45, log: 44 };
const connectionsPerWorker = 8;
/** Transactions of a job apart from its calls and its progress, of one call, and of a worker without jobs. */
const transactions = { job: 14, call: 3, progressPerSecond: 1, workerPerSecond: 4 };
/** Updates of a slot for one call, the part of a table that is updated until it is vacuumed, and how often PostgreSQL looks. */
const vacuum = { updatesPerCall: 2, part: 0.2, maxPerHour: 60 };

type Figure = readonly [name: string, figure: string];

/** What follows from the load alone. */
class Demand {
  readonly load: FleetLoad;
  /** Calls of one job. */
  readonly calls: number;
  readonly jobsPerSecond: number;
  /** Calls of all tenants in a second if each uses its limit. */
  readonly peakCalls: number;
  /** PostgreSQL for one job, in seconds of one core. */
  readonly jobCost: number;
  /** Time of one job that waits for nobody, in seconds. */
  readonly jobSeconds: number;

  constructor(load: FleetLoad) {
    const { tenants, rows, perHour, latency } = load;
    this.load = load;
    this.calls = Math.ceil(rows / rowsPerCall);
    this.jobsPerSecond = (tenants * perHour) / 3600;
    this.peakCalls = (tenants * calls.perMinute) / 60;
    this.jobCost = rows * cost.jobPerRow + cost.enqueue + this.calls * cost.slot;
    const windows = Math.max(0, Math.ceil(this.calls / calls.perMinute) - 1);
    this.jobSeconds = windows * 60 + Math.ceil(this.calls / calls.atOnce) * latency;
  }

  get callsPerSecond(): number {
    return this.jobsPerSecond * this.calls;
  }

  /** @param callsPerSecond - calls that all workers make together */
  transactionsPerSecond(callsPerSecond: number): number {
    const { load, jobSeconds } = this;
    const jobs = callsPerSecond / this.calls;
    const running = Math.min(jobs * jobSeconds, load.workers * load.concurrency);
    return (
      jobs * transactions.job +
      callsPerSecond * transactions.call +
      running * transactions.progressPerSecond +
      load.workers * transactions.workerPerSecond
    );
  }
}

/** Returns the lines of the model: a name and a figure. */
export function fleetModel(load: FleetLoad): Figure[] {
  const demand = new Demand(load);
  return [...averages(demand), ...peaks(demand), ...storage(demand), ...ends(demand)];
}

const coresText = (value: number) => `${value.toFixed(2)} cores`;
const gigabytes = (value: number) => `${(value / 1e9).toFixed(1)} GB`;

function averages(demand: Demand): Figure[] {
  const { load, jobsPerSecond, jobCost, callsPerSecond } = demand;
  return [
    ["jobs per second, average", jobsPerSecond.toFixed(2)],
    ["calls per second, average", callsPerSecond.toFixed(2)],
    ["transactions per second, average", demand.transactionsPerSecond(callsPerSecond).toFixed(0)],
    ["PostgreSQL for the average jobs", coresText(jobsPerSecond * jobCost)],
    ["PostgreSQL for workers without jobs", coresText(load.workers * poll.perSecond * poll.base)],
    ["workers for the average jobs", coresText(jobsPerSecond * load.rows * cost.workerPerRow)],
  ];
}

/** All tenants use their limit at once. */
function peaks(demand: Demand): Figure[] {
  const { load, peakCalls, jobCost, calls: callsOfJob } = demand;
  const polls = load.workers * poll.perSecond * (poll.base + load.tenants * poll.each);
  return [
    ["calls per second, all tenants at their limit", peakCalls.toFixed(0)],
    ["transactions per second of that peak", demand.transactionsPerSecond(peakCalls).toFixed(0)],
    ["PostgreSQL for the slots of that peak", coresText(peakCalls * cost.slot)],
    ["PostgreSQL for the jobs of that peak", coresText((peakCalls / callsOfJob) * jobCost)],
    ["PostgreSQL for polls while all tenants wait", coresText(polls)],
    ["connections of the workers", String(load.workers * connectionsPerWorker)],
  ];
}

function storage({ load, jobsPerSecond, callsPerSecond, peakCalls }: Demand): Figure[] {
  const rowsPerDay = jobsPerSecond * 86_400 * load.rows;
  const slots = load.tenants * calls.perMinute;
  const vacuums = (perSecond: number) =>
    Math.min(vacuum.maxPerHour, (perSecond * vacuum.updatesPerCall * 3600) / (slots * vacuum.part)).toFixed(
      1,
    );
  return [
    ["growth per day if jobs are kept", gigabytes(rowsPerDay * bytesPerRow.tables)],
    ["log for replicas and backups per day", gigabytes(rowsPerDay * bytesPerRow.log)],
    ["vacuums of the slots per hour, average", vacuums(callsPerSecond)],
    ["vacuums of the slots per hour of that peak", vacuums(peakCalls)],
  ];
}

/** Until when all tenants are done that begin at once, if one resource alone decides. */
function ends({ load, jobCost, jobSeconds }: Demand): Figure[] {
  const { tenants, rows, workers, concurrency, cores } = load;
  const bounds = {
    "the limit of a tenant": jobSeconds,
    "the jobs that workers run at once":
      Math.floor(tenants / (workers * concurrency)) * (jobSeconds + poll.wait),
    PostgreSQL: (tenants * jobCost) / cores,
    "one core of each worker": (tenants * rows * cost.workerPerRow) / workers,
  };
  const [next = ["", 0]] = Object.entries(bounds).toSorted(([, a], [, b]) => b - a);
  return [
    ...Object.entries(bounds).map(
      ([name, seconds]): Figure => [`seconds until all tenants are done, by ${name}`, seconds.toFixed(0)],
    ),
    ["the next limit", next[0]],
  ];
}

/** Returns the load of the command line. Throws for a value that is not a positive number. */
function loadOf(args: readonly string[]): FleetLoad {
  const usual: FleetLoad = {
    tenants: 5000,
    rows: 1500,
    perHour: 1,
    latency: 1,
    workers: 4,
    concurrency: 20,
    cores: 2,
  };
  const options = Object.fromEntries(Object.keys(usual).map((name) => [name, { type: "string" } as const]));
  const { values } = parseArgs({ args: [...args], options });
  const entries = Object.entries(usual).map(([name, value]) => {
    const number = Number(values[name] ?? value);
    if (!(number > 0)) throw new Error(`--${name} must be a positive number.`);
    return [name, number];
  });
  return Object.fromEntries(entries) as FleetLoad;
}

if (process.argv[1]?.endsWith("fleet_model.js") === true)
  for (const [name, figure] of fleetModel(loadOf(process.argv.slice(2))))
    process.stdout.write(`${name.padEnd(72)} ${figure}\n`);
