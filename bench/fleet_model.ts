/**
 * What a fleet needs, for figures of your own: `npm run model:fleet -- --tenants 5000 --rows 1500 --perHour 1`.
 * The costs were measured with a prototype on two cores that also ran PostgreSQL.
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
}

const rowsPerCall = 500;
/** Calls of one tenant in a minute, as the service allows. */
const callsPerMinute = 30;
/** Costs of one unit, in seconds of one core. */
const cost = { slot: 0.00006, jobPerRow: 0.00003, enqueue: 0.00075, workerPerRow: 0.00007 };
/** Cost of one poll of a worker for each waiting tenant, and without any, in seconds of one core. */
const poll = { each: 0.0000052, base: 0.003, perSecond: 1 };
/** Journal, input and result of one row, in bytes of disk. */
const bytesPerRow = 180;
const connectionsPerWorker = 16;
/** Statements of a job apart from its calls, and those of one call. */
const statements = { job: 12, call: 3 };

/** Returns the lines of the model: a name and a figure. */
export function fleetModel({ tenants, rows, perHour, latency, workers }: FleetLoad): [string, string][] {
  const calls = Math.ceil(rows / rowsPerCall);
  const jobsPerSecond = (tenants * perHour) / 3600;
  const callsPerSecond = jobsPerSecond * calls;
  const peakCalls = (tenants * callsPerMinute) / 60;
  const jobCost = rows * cost.jobPerRow + cost.enqueue + calls * cost.slot;
  const polls = workers * poll.perSecond * (poll.base + tenants * poll.each);
  const cores = (value: number) => `${value.toFixed(2)} cores`;
  // All tenants at once: bound by the limit of each tenant, by PostgreSQL, and by the workers' processors.
  const secondsByLimit = Math.max(0, Math.ceil(calls / callsPerMinute) - 1) * 60 + calls * latency;
  const secondsByDatabase = tenants * jobCost;
  const secondsByWorkers = (tenants * rows * cost.workerPerRow) / workers;
  return [
    ["jobs per second, average", jobsPerSecond.toFixed(2)],
    ["calls per second, average", callsPerSecond.toFixed(2)],
    ["calls per second, all tenants at their limit", peakCalls.toFixed(0)],
    ["PostgreSQL for the slots of that peak", cores(peakCalls * cost.slot)],
    ["PostgreSQL for the average jobs", cores(jobsPerSecond * jobCost)],
    ["PostgreSQL for polls while all tenants wait", cores(polls)],
    ["workers for the average jobs", cores(jobsPerSecond * rows * cost.workerPerRow)],
    [
      "transactions per second, average",
      (jobsPerSecond * statements.job + callsPerSecond * statements.call).toFixed(1),
    ],
    ["connections", String(workers * connectionsPerWorker)],
    [
      "growth per day if jobs are kept",
      `${((jobsPerSecond * 86_400 * rows * bytesPerRow) / 1e9).toFixed(1)} GB`,
    ],
    ["updates of slots per day, for vacuum", `${((callsPerSecond * 2 * 86_400) / 1e6).toFixed(1)} million`],
    ["seconds until all tenants are done, by their limit", secondsByLimit.toFixed(0)],
    ["seconds until all tenants are done, by one core of PostgreSQL", secondsByDatabase.toFixed(0)],
    ["seconds until all tenants are done, by one core per worker", secondsByWorkers.toFixed(0)],
  ];
}

/** Returns the load of the command line. Throws for a value that is not a positive number. */
function loadOf(args: readonly string[]): FleetLoad {
  const text = { type: "string" } as const;
  const options = { tenants: text, rows: text, perHour: text, latency: text, workers: text };
  const { values } = parseArgs({ args: [...args], options });
  const usual = { tenants: 5000, rows: 1500, perHour: 1, latency: 1, workers: 4 };
  const entries = Object.entries({ ...usual, ...values }).map(([name, value]) => {
    const number = Number(value);
    if (!(number > 0)) throw new Error(`--${name} must be a positive number.`);
    return [name, number];
  });
  return Object.fromEntries(entries) as FleetLoad;
}

if (process.argv[1]?.endsWith("fleet_model.js") === true)
  for (const [name, figure] of fleetModel(loadOf(process.argv.slice(2))))
    process.stdout.write(`${name.padEnd(62)} ${figure}\n`);
