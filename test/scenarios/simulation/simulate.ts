/** Runs the scenario of one seed in virtual time, and reports what happened and all violations. */
import { createHash } from "node:crypto";
import {
  type ActionOutput,
  type Connector,
  type ConnectorError,
  type ConnectorOptions,
  createConnector,
  type Declarations,
  type JournalFile,
  type JsonObject,
  type RunOptions,
} from "../../../connector/index.js";
import type { RateLimitStore } from "../../../connector/http/rate_limit/rate_limit_store.js";
import { VirtualClock } from "../../support/virtual_clock.js";
import { importOf } from "../../support/rows.js";
import { type Violation, violationsOf } from "./invariants.js";
import { Disk } from "./journal_model.js";
import { clientSecret } from "./login_model.js";
import { withQuickTimers } from "../../support/quick_timers.js";
import { Random } from "./random.js";
import type { Happened, RunRecord } from "./records.js";
import { OneLife } from "./one_life.js";
import { type RunPlan, type Scenario, scenarioOf } from "./scenario.js";
import { ServiceModel } from "./service_model.js";

/** Parameters of a simulation; other values switch guards off. */
export interface Settings {
  readonly createConnector: typeof createConnector;
  readonly rateLimits?: (clock: VirtualClock) => RateLimitStore;
  readonly declarations?: (given: Declarations) => Declarations;
  readonly journal?: (file: JournalFile) => JournalFile;
}

/** The unchanged connector. */
export const asShipped: Settings = { createConnector };

/** Outcome of a simulation. */
export interface Simulation {
  readonly seed: number;
  readonly violations: readonly Violation[];
  readonly log: readonly string[];
  readonly happened: Happened;
}

/** Runs one seed. */
export async function simulate(seed: number, settings: Settings = asShipped): Promise<Simulation> {
  const { happened, log } = await withQuickTimers(() => new Simulator(scenarioOf(seed), settings).run());
  return { seed, violations: violationsOf(happened), log, happened };
}

/** More than any scenario needs. */
const maxJumps = 100_000;
/** How long after the end of all runs calls are still recorded, in milliseconds. */
const afterwardsMs = 3_600_000;
const startMs = Date.parse("2026-01-01T00:00:00Z");

class Simulator {
  readonly #scenario: Scenario;
  readonly #settings: Settings;
  readonly #clock = new VirtualClock({ goes: "driven", startMs });
  readonly #log: string[] = [];
  readonly #service: ServiceModel;
  readonly #disk: Disk;
  readonly #random: Random;
  readonly #records: RunRecord[] = [];
  readonly #deaths = new Map<number, number>();
  /** Runs that have not ended, by their index. */
  #open: Set<number>;
  #reruns = 0;
  #jumps = 0;

  constructor(scenario: Scenario, settings: Settings) {
    this.#scenario = scenario;
    this.#settings = settings;
    this.#open = allOf(scenario);
    this.#random = new Random(scenario.worldSeed ^ 1);
    this.#disk = new Disk(this.#random.fork());
    this.#service = new ServiceModel(scenario, (line) => this.#emit(line));
  }

  async run(): Promise<{ happened: Happened; log: string[] }> {
    let stuck: string | undefined;
    for (let number = 0; stuck === undefined; number += 1) {
      const life = new OneLife(number, this.#clock, this.#scenario.crashes[number]);
      stuck = await this.#cached(life);
      if (!life.alive) this.#die(life);
      else if (this.#reruns < this.#scenario.reruns) this.#runAgain();
      else break;
    }
    return { happened: this.#happened(stuck), log: this.#log };
  }

  async #cached(life: OneLife): Promise<string | undefined> {
    const connector = await this.#connector(life);
    for (const index of this.#open) void this.#run(index, connector, life);
    const isOver = () => !life.alive || this.#open.size === 0;
    const ended = await this.#clock.drive(() => isOver() || (this.#jumps += 1) > maxJumps);
    if (!isOver()) return ended ? "it goes on without end" : "nobody is left to go on";
    const last = this.#clock.monotonic() + afterwardsMs;
    if (life.alive) {
      await this.#clock.drive(() => this.#clock.monotonic() > last || (this.#jumps += 1) > maxJumps);
    }
    return undefined;
  }

  #die(life: OneLife): void {
    this.#deaths.set(life.number, this.#clock.monotonic());
    this.#disk.crash();
    this.#emit(`the process dies (${life.causeOfDeath})`);
  }

  #runAgain(): void {
    this.#reruns += 1;
    this.#open = allOf(this.#scenario);
    this.#emit("everything is run again");
  }

  #connector(life: OneLife): Promise<Connector> {
    const { declarations = (given) => given, rateLimits, journal = (file) => file } = this.#settings;
    const open = this.#disk.opener(life);
    const options: ConnectorOptions = {
      declarations: declarations(this.#scenario.declarations),
      clock: life.clock,
      env: {},
      random: () => this.#random.next(),
      transport: () => this.#service.transport(life),
      ...(rateLimits === undefined ? {} : { rateLimits: rateLimits(this.#clock) }),
    };
    const journals = async (path: string) => journal(await open(path));
    return this.#settings.createConnector({ ...options, journals });
  }

  async #run(index: number, connector: Connector, life: OneLife): Promise<void> {
    const plan = this.#planOf(index);
    await life.clock.sleep(Math.max(0, plan.startsAtMs - this.#clock.monotonic()));
    const startedAt = this.#clock.monotonic();
    const record: RunRecord = { plan, index, life: life.number, startedAt, events: [], results: [] };
    this.#records.push(record);
    this.#emit(`run ${index} starts: ${plan.rows.length} rows`);
    try {
      record.output = await this.#output(record, connector, life);
    } catch (error) {
      record.error = error;
      const { output } = error as ConnectorError;
      if (output !== undefined) record.output = output as ActionOutput;
    }
    await life.clock.sleep(0);
    if (!plan.isStream) record.results = rowsOf(record.output);
    record.endedAt = this.#clock.monotonic();
    this.#open.delete(index);
    this.#emit(endOf(record));
  }

  /** A repeated run has no time limit. */
  #planOf(index: number): RunPlan {
    const plan = this.#scenario.runs[index] as RunPlan;
    if (this.#reruns === 0) return plan;
    const { deadlineMs: _deadline, cancelAfterMs: _cancel, ...patient } = plan;
    return patient;
  }

  async #output(record: RunRecord, connector: Connector, life: OneLife): Promise<ActionOutput> {
    const { rows, isStream } = record.plan;
    const options = this.#options(record, life);
    if (!isStream) return connector.run("import_indicators", importOf(rows), options);
    const inputDigest = createHash("sha256").update(JSON.stringify(rows)).digest("hex");
    const stream = connector.stream("import_indicators", rows, { ...options, inputDigest });
    for (;;) {
      const { done, value } = await stream.next();
      // A process that has crashed reads nothing more.
      await life.clock.sleep(0);
      if (done === true) return value;
      record.results = [...record.results, value];
    }
  }

  #options(record: RunRecord, life: OneLife): RunOptions {
    const { plan, index, events } = record;
    const { rateLimit, listRateLimit, timeoutMs, hasJournal } = this.#scenario;
    const rate_limits = { import: figuresOf(rateLimit), indicators_per_minute: figuresOf(listRateLimit) };
    const credentials = { tenant_id: "tenant-1", client_id: "client-1", client_secret: clientSecret };
    const options: RunOptions = {
      asset: { ...credentials, timeout_ms: timeoutMs, rate_limits },
      validation: plan.validation,
      onEvent: (event) => {
        if (life.alive) events.push(event);
      },
    };
    if (hasJournal) options.journal = `journal-${index}.jsonl`;
    if (plan.overflow !== undefined) Object.assign(options, { preflight: true, overflow: plan.overflow });
    if (plan.deadlineMs !== undefined) options.deadline_ms = plan.deadlineMs;
    if (plan.cancelAfterMs !== undefined) options.signal = this.#cancelled(record, plan.cancelAfterMs, life);
    return options;
  }

  #cancelled(record: RunRecord, afterMs: number, life: OneLife): AbortSignal {
    const cancel = new AbortController();
    void life.clock.sleep(afterMs).then(() => {
      if (record.endedAt !== undefined) return;
      record.cancelledAt = this.#clock.monotonic();
      this.#emit(`run ${record.index} is cancelled`);
      cancel.abort();
    });
    return cancel.signal;
  }

  #emit(line: string): void {
    this.#log.push(`${String(this.#clock.monotonic()).padStart(8)} ms  ${line}`);
  }

  #happened(stuck: string | undefined): Happened {
    const runs = this.#scenario.runs.map((_, i) => this.#records.findLast(({ index }) => index === i));
    return {
      scenario: this.#scenario,
      records: this.#records,
      runs: runs.filter((record) => record !== undefined),
      calls: this.#service.calls,
      service: this.#service,
      stuck,
      deaths: this.#deaths,
      journal: this.#disk.written,
      secrets: [clientSecret, ...this.#service.login.issued],
    };
  }
}

function figuresOf({ calls, perSeconds }: Scenario["rateLimit"]) {
  return { calls, per_seconds: perSeconds };
}

function allOf({ runs }: Scenario): Set<number> {
  return new Set(runs.keys());
}

/** Returns the rows of an output. */
function rowsOf(output: ActionOutput | undefined): JsonObject[] {
  const { value } = (output?.json_body ?? {}) as { value?: JsonObject[] };
  return value ?? [];
}

function endOf(record: RunRecord): string {
  const { index, output, error, results } = record;
  const rows = results.map(
    ({ indicator, isFailed, failureReason, id }, i) =>
      `\n      ${i} ${String(indicator)} ${isFailed === true ? String(failureReason) : `in as ${String(id)}`}`,
  );
  const shown = rows.length > 60 ? [`\n      ${rows.length} rows`] : rows;
  const failure = error === undefined ? "" : `, ${(error as ConnectorError).code}`;
  return `run ${index} ends: ${String(output?.status_code)}${failure}${shown.join("")}`;
}
