/** Runs the scenario of one seed in virtual time, and says what happened and what should not have. */
import {
  type ActionOutput,
  type Connector,
  type ConnectorError,
  type ConnectorOptions,
  createConnector,
  type Declarations,
  type RunOptions,
} from "../../connector/index.js";
import type { BudgetStore } from "../../connector/http/budget.js";
import { VirtualClock } from "../support/virtual_clock.js";
import { importOf } from "../support/rows.js";
import { type Violation, violationsOf } from "./invariants.js";
import { Disk, type JournalFile } from "./journal_model.js";
import { clientSecret } from "./login_model.js";
import { withQuickTimers } from "./quick_timers.js";
import { Random } from "./random.js";
import { type Happened, resultsOf, type RunRecord } from "./records.js";
import { type CrashPlan, type Features, type RunPlan, type Scenario, scenarioOf } from "./scenario.js";
import { type Life, ServiceModel } from "./service_model.js";

/** What a simulation is made with; guards are switched off by other values. */
export interface Settings extends Features {
  readonly createConnector: typeof createConnector;
  readonly budgets?: (clock: VirtualClock) => BudgetStore;
  readonly declarations?: (given: Declarations) => Declarations;
  readonly journal?: (file: JournalFile) => JournalFile;
}

/** The connector as it is. */
export const asShipped: Settings = { createConnector, withJournal: false, withQuota: false };

/** What a simulation came to. */
export interface Simulation {
  readonly seed: number;
  readonly violations: readonly Violation[];
  readonly log: readonly string[];
  readonly happened: Happened;
}

/** Runs one seed. */
export async function simulate(seed: number, settings: Settings = asShipped): Promise<Simulation> {
  const { happened, log } = await withQuickTimers(() =>
    new Simulator(scenarioOf(seed, settings), settings).run(),
  );
  return { seed, violations: violationsOf(happened), log, happened };
}

/** Path of the journal of a run. */
const journalOf = (index: number) => `journal-${index}.jsonl`;
/** More than any scenario needs. */
const mostJumps = 100_000;
/** How long after the end of all runs calls are still looked for, in milliseconds. */
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
  #jumps = 0;

  constructor(scenario: Scenario, settings: Settings) {
    this.#scenario = scenario;
    this.#settings = settings;
    this.#random = new Random(scenario.worldSeed ^ 1);
    this.#disk = new Disk(this.#random.fork());
    this.#service = new ServiceModel(scenario, (line) => this.#tell(line));
  }

  async run(): Promise<{ happened: Happened; log: string[] }> {
    let stuck: string | undefined;
    for (let number = 0; stuck === undefined; number += 1) {
      const life = new OneLife(number, this.#clock, this.#scenario.crashes[number]);
      stuck = await this.#live(life);
      if (life.alive) break;
      this.#disk.crash();
      this.#tell(`the process dies (${life.causeOfDeath})`);
    }
    return { happened: this.#happened(stuck), log: this.#log };
  }

  async #live(life: OneLife): Promise<string | undefined> {
    const connector = await this.#connector(life);
    const open = this.#scenario.runs.map((_, i) => i).filter((i) => !this.#hasEnded(i));
    for (const index of open) void this.#run(index, connector, life);
    const isOver = () => !life.alive || open.every((index) => this.#hasEnded(index));
    const ended = await this.#clock.drive(() => isOver() || (this.#jumps += 1) > mostJumps);
    if (!isOver()) return ended ? "it goes on without end" : "nobody is left to go on";
    const last = this.#clock.monotonic() + afterwardsMs;
    if (life.alive) {
      await this.#clock.drive(() => this.#clock.monotonic() > last || (this.#jumps += 1) > mostJumps);
    }
    return undefined;
  }

  #hasEnded(index: number): boolean {
    return this.#records.some((record) => record.index === index && record.endedAt !== undefined);
  }

  #connector(life: OneLife): Promise<Connector> {
    const { declarations = (given) => given, budgets, journal = (file) => file } = this.#settings;
    const open = this.#disk.opener(life);
    const options: ConnectorOptions = {
      declarations: declarations(this.#scenario.declarations),
      clock: life.clock,
      env: {},
      random: () => this.#random.next(),
      transport: () => this.#service.transport(life),
      ...(budgets === undefined ? {} : { budgets: budgets(this.#clock) }),
    };
    const journals = async (path: string) => journal(await open(path));
    return this.#settings.createConnector({ ...options, journals });
  }

  async #run(index: number, connector: Connector, life: OneLife): Promise<void> {
    const plan = this.#scenario.runs[index] as RunPlan;
    await life.clock.sleep(Math.max(0, plan.startsAtMs - this.#clock.monotonic()));
    const record: RunRecord = {
      plan,
      index,
      life: life.number,
      startedAt: this.#clock.monotonic(),
      events: [],
    };
    this.#records.push(record);
    this.#tell(`run ${index} starts: ${plan.rows.length} rows`);
    try {
      const input = importOf(plan.rows);
      record.output = await connector.run("import_indicators", input, this.#options(record, life));
    } catch (error) {
      record.error = error;
      const { output } = error as ConnectorError;
      if (output !== undefined) record.output = output as ActionOutput;
    }
    await life.clock.sleep(0);
    record.endedAt = this.#clock.monotonic();
    this.#tell(endOf(record));
  }

  #options(record: RunRecord, life: OneLife): RunOptions {
    const { plan, index, events } = record;
    const { budget, timeoutMs } = this.#scenario;
    const own = { calls: budget.calls, per_seconds: budget.perSeconds };
    const credentials = { tenant_id: "tenant-1", client_id: "client-1", client_secret: clientSecret };
    const options: RunOptions = {
      asset: { ...credentials, timeout_ms: timeoutMs, budgets: { import: own } },
      validation: plan.validation,
      onEvent: (event) => {
        if (life.alive) events.push(event);
      },
    };
    if (plan.deadlineMs !== undefined) options.deadline_ms = plan.deadlineMs;
    if (plan.cancelAfterMs !== undefined) options.signal = this.#cancelled(record, plan.cancelAfterMs, life);
    return this.#settings.withJournal ? withJournal(options, journalOf(index)) : options;
  }

  #cancelled(record: RunRecord, afterMs: number, life: OneLife): AbortSignal {
    const cancel = new AbortController();
    void life.clock.sleep(afterMs).then(() => {
      if (record.endedAt !== undefined) return;
      record.cancelledAt = this.#clock.monotonic();
      this.#tell(`run ${record.index} is cancelled`);
      cancel.abort();
    });
    return cancel.signal;
  }

  #tell(line: string): void {
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
      journal: this.#disk.text(),
      secrets: [clientSecret, ...this.#service.login.issued],
    };
  }
}

/** A process, and the plan of its death. */
class OneLife implements Life {
  readonly number: number;
  readonly clock: Life["clock"];
  alive = true;
  readonly #plan: CrashPlan | undefined;
  #left: number;

  constructor(number: number, clock: VirtualClock, plan: CrashPlan | undefined) {
    this.number = number;
    this.#plan = plan;
    this.#left = plan?.n ?? 0;
    this.clock = {
      now: () => clock.now(),
      monotonic: () => clock.monotonic(),
      sleep: async (ms, signal) => {
        if (this.alive) await clock.sleep(ms, signal);
        if (!this.alive) await new Promise(() => {});
      },
    };
  }

  get causeOfDeath(): string {
    return `${this.#plan?.on} ${this.#plan?.n} of this life`;
  }

  happened(what: CrashPlan["on"]): void {
    if (this.#plan?.on !== what) return;
    this.#left -= 1;
    if (this.#left === 0) this.alive = false;
  }
}

function withJournal(options: RunOptions, path: string): RunOptions {
  return { ...options, journal: path };
}

function endOf(record: RunRecord): string {
  const { index, output, error } = record;
  const rows = resultsOf(record).map(
    ({ indicator, isFailed, failureReason, id }, i) =>
      `\n      ${i} ${String(indicator)} ${isFailed === true ? String(failureReason) : `in as ${String(id)}`}`,
  );
  const shown = rows.length > 60 ? [`\n      ${rows.length} rows`] : rows;
  const trouble = error === undefined ? "" : `, ${(error as ConnectorError).code}`;
  return `run ${index} ends: ${String(output?.status_code)}${trouble}${shown.join("")}`;
}
