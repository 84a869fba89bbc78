/** Runs the syncs of one seed in virtual time, and reports what happened and all violations. */
import {
  type Connector,
  type ConnectorError,
  type createConnector,
  createConnector as shippedConnector,
} from "../../../connector/index.js";
import type { SyncRequest } from "../../../connector/platform_api.js";
import { withQuickTimers } from "../../support/quick_timers.js";
import { VirtualClock } from "../../support/virtual_clock.js";
import type { Violation } from "../simulation/invariants.js";
import { Disk } from "../simulation/journal_model.js";
import { clientSecret } from "../simulation/login_model.js";
import { OneLife } from "../simulation/one_life.js";
import { Random } from "../simulation/random.js";
import { declarationsOf } from "./declarations.js";
import { declaredState, identityIn } from "./declared_state.js";
import { withdrawnRow } from "./feed_rows.js";
import { violationsOf } from "./invariants.js";
import type { SyncHappened, SyncRecord } from "./records.js";
import {
  type RunStep,
  type SyncPlan,
  type SyncScenario,
  scenarioOf,
  startMs,
  type WorldStep,
} from "./scenario.js";
import { type ServiceTraits, SyncService } from "./sync_service.js";
import { type Pull, World } from "./world.js";

/** Parameters of a simulation; other values switch guards off. */
export interface SyncSettings {
  readonly createConnector: typeof createConnector;
}

/** The unchanged connector. */
export const syncsAsShipped: SyncSettings = { createConnector: shippedConnector };

/** Outcome of a simulation. */
export interface SyncSimulation {
  readonly seed: number;
  readonly violations: readonly Violation[];
  /** Written when it is read, because most seeds are never printed. */
  readonly log: readonly string[];
}

/** Runs one seed. */
export async function simulateSyncs(
  seed: number,
  settings: SyncSettings = syncsAsShipped,
): Promise<SyncSimulation> {
  const { happened, log } = await withQuickTimers(() => new SyncSimulator(scenarioOf(seed), settings).run());
  return {
    seed,
    violations: violationsOf(happened),
    get log() {
      return log.map((line) => line());
    },
  };
}

/** More than any scenario needs. */
const maxJumps = 50_000;
/** Number of passes over all syncs. The last one finds nothing to do. */
const maxPasses = 4;
/** When the network is repaired; rows that end soon have expired by then. */
const repairedMs = 24 * 3_600_000;
const finalStep = { kind: "run", mode: "apply", broken: [], allowDelete: 100_000, between: [] } as const;

/** What one run does and with which rows. */
interface Work {
  readonly step: RunStep;
  readonly pull: Pull;
  readonly planOnly: boolean;
  /** The run that made the plan to apply. */
  readonly saved?: SyncRecord;
}

class SyncSimulator {
  readonly #scenario: SyncScenario;
  readonly #settings: SyncSettings;
  readonly #clock = new VirtualClock({ goes: "driven", startMs });
  readonly #log: (() => string)[] = [];
  readonly #world: World;
  readonly #traits: ServiceTraits;
  readonly #network: { -readonly [Name in keyof SyncScenario["network"]]: SyncScenario["network"][Name] };
  readonly #service: SyncService;
  readonly #disk: Disk;
  readonly #random: Random;
  readonly #records: SyncRecord[] = [];
  /** Identities that the last run of each sync left, by its index. */
  readonly #left = new Map<number, ReadonlySet<string>>();
  #life: OneLife | undefined;
  #connector: Connector | undefined;
  #lives = 0;
  #jumps = 0;
  #isFinal = false;
  #hasMeddled = false;
  #stuck: string | undefined;

  constructor(scenario: SyncScenario, settings: SyncSettings) {
    this.#scenario = scenario;
    this.#settings = settings;
    this.#random = new Random(scenario.worldSeed ^ 2);
    this.#disk = new Disk(this.#random.fork());
    this.#world = new World(scenario);
    this.#network = { ...scenario.network };
    const { limit, pageSize, isAtomic, namesMissingIds, list, leftOverLinks } = scenario;
    this.#traits = { limit, pageSize, isAtomic, namesMissingIds, list, leftOverLinks };
    this.#service = this.#openService();
  }

  async run(): Promise<{ happened: SyncHappened; log: (() => string)[] }> {
    for (const step of this.#scenario.steps) {
      if (step.kind !== "run") await this.#worldStep(step);
      else await this.#runStep(step);
      if (this.#stuck !== undefined) break;
    }
    if (this.#stuck === undefined) await this.#repair();
    const { last, again } = await this.#finalPasses();
    const { tenant } = this.#world;
    const [scenario, records, stuck] = [this.#scenario, this.#records, this.#stuck];
    return {
      happened: { scenario, records, last, again, tenant, nowMs: this.#clock.now(), stuck },
      log: this.#log,
    };
  }

  #openService(): SyncService {
    return new SyncService(this.#network, this.#traits, this.#world.tenant, {
      nowMs: () => this.#clock.now(),
      run: () => this.#record.n,
      log: (line) => this.#emit(line),
      onPage: (ids) => {
        if (this.#record.changes.length === 0) for (const id of ids) this.#record.listed.add(id);
      },
      onWrite: () => this.#onWrite(),
    });
  }

  get #record(): SyncRecord {
    return this.#records.at(-1) as SyncRecord;
  }

  #onWrite(): void {
    const { meddling } = this.#record.step;
    if (meddling === undefined || this.#hasMeddled) return;
    this.#hasMeddled = true;
    this.#emit(`somebody meddles: ${meddling}`);
    this.#world.meddle(meddling, this.#clock.now());
  }

  async #worldStep(step: WorldStep): Promise<void> {
    this.#emit(JSON.stringify(step));
    if (step.kind === "feeds") this.#world.changeFeeds();
    else if (step.kind === "meddling") this.#world.meddle(step.what, this.#clock.now());
    else await this.#wait(step.ms);
    this.#world.tenant.sweep(this.#clock.now());
  }

  async #wait(ms: number): Promise<void> {
    const until = this.#clock.monotonic() + ms;
    void this.#clock.sleep(ms);
    await this.#clock.drive(() => this.#clock.monotonic() >= until);
  }

  /** Everything works from now on. */
  async #repair(): Promise<void> {
    this.#emit("everything is repaired");
    this.#isFinal = true;
    this.#network.faults = { kinds: [], rate: 0 };
    this.#network.revokes = 0;
    this.#network.wireMs = [0, 3];
    if (this.#traits.list === "ignores skip") this.#traits.list = "no links";
    this.#traits.leftOverLinks = 0;
    this.#life = undefined;
    await this.#wait(Math.max(0, repairedMs - this.#clock.monotonic()));
    this.#world.tenant.sweep(this.#clock.now());
  }

  /** Runs all syncs again and again, until nothing changes any more. */
  async #finalPasses(): Promise<Pick<SyncHappened, "last" | "again">> {
    let last: readonly SyncRecord[] = [];
    let again: readonly SyncRecord[] = [];
    for (let pass = 0; pass < maxPasses && this.#stuck === undefined; pass += 1) {
      last = again;
      again = await this.#finalPass();
      if (again.every(({ changes }) => changes.length === 0)) break;
    }
    return { last: last.length === 0 ? again : last, again };
  }

  async #finalPass(): Promise<SyncRecord[]> {
    const records: SyncRecord[] = [];
    for (const [sync] of this.#scenario.syncs.entries()) {
      await this.#runStep({ ...finalStep, sync });
      if (this.#records.length > 0) records.push(this.#record);
    }
    return records;
  }

  async #runStep(step: RunStep): Promise<void> {
    const sync = this.#scenario.syncs[step.sync] as SyncPlan;
    let saved: SyncRecord | undefined;
    if (step.mode === "plan" || step.mode === "plan, apply") {
      await this.#untilDone({ step, pull: this.#world.pull(sync, step.broken), planOnly: true });
      saved = this.#record;
      if (step.mode === "plan" || saved.outcome === undefined) return;
      for (const between of step.between) await this.#worldStep(between);
    }
    const pull = this.#world.pull(sync, step.broken);
    await this.#untilDone({ step, pull, planOnly: false, ...(saved === undefined ? {} : { saved }) });
  }

  /** Runs until the process survives. */
  async #untilDone(work: Work): Promise<void> {
    this.#hasMeddled = false;
    for (;;) {
      const life = await this.#living();
      await this.#attempt(work, life);
      if (life.alive || this.#stuck !== undefined) return;
      this.#emit(`the process dies (${life.causeOfDeath})`);
      // It is not known how far the journal was written.
      const { sync } = work.step;
      this.#left.set(sync, new Set([...(this.#left.get(sync) ?? []), ...writtenOrHeld(this.#record)]));
      this.#disk.crash();
    }
  }

  async #living(): Promise<OneLife> {
    if (this.#life?.alive === true) return this.#life;
    const plan = this.#isFinal ? undefined : this.#scenario.crashes[this.#lives];
    const life = new OneLife(this.#lives, this.#clock, plan);
    this.#lives += 1;
    this.#life = life;
    const { shape, pageSize, capacity } = this.#scenario;
    this.#connector = await this.#settings.createConnector({
      declarations: declarationsOf(shape, pageSize, capacity),
      clock: life.clock,
      env: {},
      random: () => this.#random.next(),
      transport: () => this.#service.transport(life),
      journals: this.#disk.opener(life),
    });
    return life;
  }

  async #attempt(work: Work, life: OneLife): Promise<void> {
    this.#world.tenant.sweep(this.#clock.now());
    const record = this.#begin(work);
    const [calls, changes] = [this.#service.calls.length, this.#world.tenant.changes.length];
    let isDone = false;
    void this.#sync(record, work).then(() => {
      isDone = true;
    });
    const ended = await this.#clock.drive(() => isDone || !life.alive || (this.#jumps += 1) > maxJumps);
    if (!isDone && life.alive) this.#stuck = ended ? "it goes on without end" : "nobody is left to go on";
    record.calls = this.#service.calls.slice(calls);
    record.changes = this.#world.tenant.changes.slice(changes);
    record.after = this.#world.tenant.all();
    record.endedAtMs = this.#clock.now();
    this.#emit(() => endOf(record, isDone));
    if (isDone && !work.planOnly) this.#remember(record);
  }

  #begin({ step, pull, planOnly, saved }: Work): SyncRecord {
    const sync = this.#scenario.syncs[step.sync] as SyncPlan;
    const record: SyncRecord = {
      n: this.#records.length,
      step,
      sync,
      rows: pull.rows,
      state: declaredState(pull, sync, this.#clock.now()),
      sourcesComplete: pull.isComplete,
      planOnly,
      ...(saved === undefined ? {} : { saved }),
      before: this.#world.tenant.all(),
      startedAtMs: this.#clock.now(),
      listed: new Set(),
      events: [],
      left: this.#left.get(step.sync),
      isFinal: this.#isFinal,
      calls: [],
      changes: [],
      after: [],
    };
    this.#records.push(record);
    this.#emit(() => startOf(record));
    return record;
  }

  async #sync(record: SyncRecord, work: Work): Promise<void> {
    const { sync, step } = record;
    const credentials = { tenant_id: "tenant-1", client_id: sync.client, client_secret: clientSecret };
    const { calls, perSeconds } = this.#scenario.limit;
    const figures = { calls, per_seconds: perSeconds };
    const rate_limits = { import: figures, indicators_per_minute: figures, batch_delete_per_minute: figures };
    try {
      record.outcome = await (this.#connector as Connector).sync("sync_indicators", requestOf(record, work), {
        asset: { ...credentials, timeout_ms: this.#scenario.network.timeoutMs, rate_limits },
        onEvent: (event) => void record.events.push(event),
        ...(step.deadlineMs === undefined ? {} : { deadline_ms: step.deadlineMs }),
      });
    } catch (error) {
      record.error = error;
    }
  }

  #remember(record: SyncRecord): void {
    const { outcome, step } = record;
    if (outcome === undefined || outcome.failure !== undefined) {
      // A run that failed before it began leaves the journal as it was.
      if (record.changes.length > 0 || outcome !== undefined) this.#left.delete(step.sync);
      return;
    }
    this.#left.set(step.sync, writtenOrHeld(record));
  }

  #emit(line: string | (() => string)): void {
    const at = `${String(this.#clock.monotonic()).padStart(8)} ms`;
    this.#log.push(() => `${at}  ${typeof line === "string" ? line : line()}`);
  }
}

function requestOf(
  { sync, rows, sourcesComplete }: SyncRecord,
  { step, pull, planOnly, saved }: Work,
): SyncRequest {
  const { allowDelete, mode } = step;
  return {
    desired: {
      rows: rows.map(({ desired }) => desired),
      withdrawn: pull.withdrawn.map(withdrawnRow),
    },
    rules: { ...sync.rules, ...(allowDelete === undefined ? {} : { allowDelete }) },
    sourcesComplete,
    planOnly,
    adopt: mode === "adopt",
    // A plan reads the journal from a real disk.
    ...(planOnly ? {} : { journal: `${sync.rules.name}.journal` }),
    ...(saved?.outcome === undefined ? {} : { saved: saved.outcome.plan }),
  };
}

/** A row that was deleted in the meantime by somebody else was left too. */
function writtenOrHeld({ after, changes, n }: SyncRecord): ReadonlySet<string> {
  const written = changes.flatMap(
    (change) => change.after ?? (change.run === n ? [] : (change.before ?? [])),
  );
  return new Set([...after, ...written].map(({ item }) => identityIn(item)));
}

function keyOf(item: Readonly<Record<string, unknown>>): string {
  return [item["indicatorType"], item["indicatorValue"], item["action"]].map(String).join("|");
}

function startOf({ n, sync, rows, sourcesComplete, planOnly, saved, step, before }: SyncRecord): string {
  const what = planOnly ? "plans" : saved === undefined ? step.mode : "applies a plan";
  const rules = JSON.stringify({ ...sync.rules, allowDelete: step.allowDelete, client: sync.client });
  return `run ${n}: ${what} ${rules}, ${sourcesComplete ? "complete" : "partial"}
      rows: ${rows.map(({ desired, kind }) => `${kind} ${JSON.stringify(desired)}`).join("\n            ")}
      tenant: ${before.map(({ item }) => JSON.stringify(item)).join("\n            ")}`;
}

function endOf({ n, outcome, error, changes, events }: SyncRecord, isDone: boolean): string {
  const warnings = events.flatMap((event) =>
    event.type === "warning" ? [`${event.code}: ${event.message}`] : [],
  );
  const made = changes.map(({ before, after, run }) => {
    const what = before === undefined ? "+" : after === undefined ? "-" : "~";
    return `${run === undefined ? "others " : ""}${what} ${keyOf((after ?? before)?.item ?? {})} ${(after ?? before)?.id}`;
  });
  const { code = "" } = (error ?? outcome?.failure ?? {}) as Partial<ConnectorError>;
  const results = outcome?.results.map((one) => JSON.stringify(one)) ?? [];
  return `run ${n} ${isDone ? "ends" : "is cut"}: ${code} ${JSON.stringify(outcome?.plan.counts)}
      warnings: ${warnings.join("\n            ")}
      changes: ${made.join("\n            ")}
      results: ${results.join("\n            ")}`;
}
