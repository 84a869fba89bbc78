/**
 * `node dist/bench/fleet_slots.js`: what the shared limits and workers without jobs cost PostgreSQL.
 * For the figures of docs/guides/fleet.md: `--seconds 20`.
 */
import { parseArgs } from "node:util";
import { openDatabase } from "../connector/stores/postgres/database.js";
import { WorkflowQueue } from "../platforms/fleet/workflows.js";
import { FleetRig } from "../test/platforms/fleet/fleet_rig.js";
import { assetFor } from "./asset.js";
import { Child } from "./children.js";
import { postgresOf, startWorkers } from "./fleet_processes.js";
import { cpuSeconds } from "./process_cpu.js";
import type { CallerSettings, Drawn } from "./slot_caller.js";
import { asTable, type Line } from "./table.js";

const processes = 4;
/** Calls of all tenants at their limit: 5,000 tenants with 30 calls in a minute. */
const peak = { tenants: 5_000, perSecond: 2_500, callMs: 1_000 };
const limit = { calls: 30, perSeconds: 60 };

type Work = Omit<CallerSettings, "database" | "first" | "seconds">;

/** A fleet whose PostgreSQL is measured. */
class MeasuredFleet {
  readonly #rig: FleetRig;
  readonly #seconds: number;
  #postgres = 0;

  constructor(rig: FleetRig, seconds: number) {
    this.#rig = rig;
    this.#seconds = seconds;
  }

  /** Starts with an empty database and without workers. */
  async reset(): Promise<void> {
    await this.#rig.reset({ one: assetFor("http://127.0.0.1:9") });
    this.#postgres = await postgresOf(this.#rig);
  }

  /** Lets processes draw slots. Returns what all did together, and the cost of PostgreSQL in seconds. */
  async draw(work: Work): Promise<Drawn & { readonly postgresSeconds: number }> {
    await this.reset();
    const callers = Array.from({ length: processes }, (_, i) => this.#caller(work, i));
    try {
      await Promise.all(callers.map((caller) => caller.next()));
      const before = cpuSeconds(this.#postgres);
      const drawn = await Promise.all(callers.map((caller) => caller.ask<Drawn>("go")));
      return { ...totals(drawn), postgresSeconds: cpuSeconds(this.#postgres) - before };
    } finally {
      for (const caller of callers) await caller[Symbol.asyncDispose]();
    }
  }

  /** @param nth - number of the process, which has rate limits of its own */
  #caller(work: Work, nth: number): Child {
    const { database } = this.#rig;
    const settings = { ...work, database, first: nth * work.limits, seconds: this.#seconds };
    return new Child("slot_caller.js", JSON.stringify(settings satisfies CallerSettings));
  }

  /** Queues a workflow without a job for each tenant. */
  async queue(tenants: number): Promise<void> {
    const database = openDatabase(this.#rig.database);
    const queue = await WorkflowQueue.open(this.#rig.database, database);
    await database.transaction(async (_query, client) => {
      for (let i = 0; i < tenants; i += 1)
        await queue.queue(client, { id: `w${i}`, profile: `t${i}`, priority: 1000 });
    });
    await queue.close();
    await database.close();
  }

  /** Returns the cores of PostgreSQL while so many workers take at most one job in each poll. */
  async workers(count: number): Promise<number> {
    await startWorkers(this.#rig, count, 1);
    const before = cpuSeconds(this.#postgres);
    await new Promise((resolve) => setTimeout(resolve, this.#seconds * 1000));
    const cores = (cpuSeconds(this.#postgres) - before) / this.#seconds;
    this.#rig.endAll();
    return cores;
  }
}

function totals(all: readonly Drawn[]): Drawn {
  const total = (name: keyof Drawn) => all.reduce((sum, one) => sum + one[name], 0);
  return { slots: total("slots"), statements: total("statements"), cpuSeconds: total("cpuSeconds") };
}

async function slotLines(fleet: MeasuredFleet, seconds: number): Promise<Line[]> {
  console.error("Slots as fast as possible.");
  const full = await fleet.draw({ limits: 125, limit: { calls: 30, perSeconds: 0.5 }, callMs: 0 });
  const micros = (part: number) => `${((part * 1e6) / full.slots).toFixed(0)} µs`;
  console.error("Slots of all tenants at their limit.");
  const paced = await fleet.draw({
    limits: peak.tenants / processes,
    limit,
    callMs: peak.callMs,
    perSecond: peak.perSecond / processes,
  });
  return [
    {
      what: `Slots of 500 limits, ${processes} processes, as many as possible`,
      measured: `${(full.slots / seconds).toFixed(0)} per s; per slot: PostgreSQL ${micros(full.postgresSeconds)}, Node ${micros(full.cpuSeconds)}, ${(full.statements / full.slots).toFixed(3)} statements`,
    },
    {
      what: "The same, per second and core of PostgreSQL",
      measured: (full.slots / full.postgresSeconds).toFixed(0),
      wanted: `≥ ${peak.perSecond}`,
    },
    {
      what: `${peak.perSecond} calls per second of ${peak.tenants} tenants, ${processes} processes`,
      measured: `${(paced.slots / seconds).toFixed(0)} per s; PostgreSQL ${(paced.postgresSeconds / (seconds + peak.callMs / 1000)).toFixed(2)} cores, ${(paced.statements / paced.slots).toFixed(3)} statements per slot`,
      wanted: "< 1 core",
    },
  ];
}

async function workerLines(fleet: MeasuredFleet): Promise<Line[]> {
  console.error("Workers without jobs, and while all tenants wait.");
  await fleet.reset();
  const idle = await fleet.workers(processes);
  await fleet.reset();
  await fleet.queue(peak.tenants);
  const busy = await fleet.workers(processes);
  return [
    {
      what: `${processes} workers without jobs, one poll per second each`,
      measured: `PostgreSQL ${(idle * 1000).toFixed(0)} ms per s`,
    },
    {
      what: `The same while ${peak.tenants} tenants wait`,
      measured: `PostgreSQL ${(busy * 1000).toFixed(0)} ms per s, ${(((busy - idle) * 1000) / processes).toFixed(0)} ms more per poll`,
    },
  ];
}

const { values } = parseArgs({ options: { seconds: { type: "string", default: "3" } } });
const seconds = Number(values.seconds);
if (!(seconds > 0)) throw new Error("--seconds must be a positive number.");
const rig = await FleetRig.start();
rig.leaseSeconds = 15;
try {
  const fleet = new MeasuredFleet(rig, seconds);
  console.log(asTable([...(await slotLines(fleet, seconds)), ...(await workerLines(fleet))]));
} finally {
  await rig.close();
}
