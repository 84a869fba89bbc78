/** Derives everything that happens in one simulation of syncs from a seed: feeds, owners, settings, faults, crashes. */
import type { SyncRules } from "../../../connector/platform_api.js";
import { type Fault, harmlessFaults, rareFaults, roughFaults } from "../simulation/faults.js";
import type { NetworkPlan } from "../simulation/network_model.js";
import { Random } from "../simulation/random.js";
import type { CrashPlan, FaultPlan, Figures } from "../simulation/scenario.js";
import { shapeCount } from "./declarations.js";
import { makeFeed, makeValues, type Feed, type Mixture, type Value } from "./feed_rows.js";
import type { ListTrait } from "./sync_service.js";

/** One sync: its rules, its client id and its sources. */
export interface SyncPlan {
  readonly client: string;
  readonly rules: SyncRules;
  /** Indexes of the feeds that it reads. */
  readonly sources: readonly number[];
}

/** What one run does. "plan, apply": a plan is made, something may happen, and the plan is applied. */
export type Mode = "apply" | "plan" | "plan, apply" | "adopt";

/** What anybody else does to the tenant. */
export type Meddling = "delete" | "edit" | "add" | "leave";

/** One run of a sync. */
export interface RunStep {
  readonly kind: "run";
  /** Index of the sync. */
  readonly sync: number;
  readonly mode: Mode;
  /** Indexes of the feeds that break off in the middle. */
  readonly broken: readonly number[];
  readonly allowDelete?: number;
  readonly deadlineMs?: number;
  /** What anybody else does when the first call that writes arrives. */
  readonly meddling?: Meddling;
  /** What happens between plan and apply. */
  readonly between: readonly WorldStep[];
}

/** What happens while no sync runs. */
export type WorldStep =
  | { readonly kind: "feeds" }
  | { readonly kind: "meddling"; readonly what: Meddling }
  | { readonly kind: "time"; readonly ms: number };

/** Everything that will happen. */
export interface SyncScenario {
  readonly seed: number;
  readonly network: NetworkPlan;
  readonly limit: Figures;
  readonly shape: number;
  readonly pageSize: number;
  readonly capacity: number;
  readonly isAtomic: boolean;
  readonly namesMissingIds: boolean;
  readonly list: ListTrait;
  readonly leftOverLinks: number;
  readonly values: readonly Value[];
  readonly mixture: Mixture;
  readonly feeds: readonly Feed[];
  readonly syncs: readonly SyncPlan[];
  /** Number of rows that are in the tenant at the start. */
  readonly stock: number;
  readonly steps: readonly (RunStep | WorldStep)[];
  readonly crashes: readonly CrashPlan[];
  readonly worldSeed: number;
}

/** The third client. No sync uses it. */
export const strangerClient = "client-3";
/** Start of every scenario, in milliseconds since 1970. */
export const startMs = Date.parse("2026-01-01T00:00:00Z");
const minuteMs = 60_000;

/** Returns the scenario of a seed. */
export function scenarioOf(seed: number): SyncScenario {
  const random = new Random(seed);
  const rest = random.fork();
  const values = makeValues(rest.pick([4, 8, 16, 32]));
  const mixture: Mixture = {
    hasGroups: rest.chance(0.3),
    hasEnds: rest.chance(0.5),
    invalid: rest.pick([0, 0, 0, 0.1]),
    refused: rest.pick([0, 0, 0.1, 0.3]),
    startMs,
  };
  const worldSeed = rest.int(0, 2 ** 32 - 1);
  return {
    seed,
    network: networkOf(random.fork(), worldSeed),
    limit: { calls: rest.int(2, 20), perSeconds: rest.pick([0.5, 1, 5]) },
    shape: rest.int(0, shapeCount - 1),
    pageSize: rest.pick([4, 10, 100]),
    capacity: Math.ceil(values.length * rest.pick([0.4, 0.8, 1.2, 5])),
    isAtomic: rest.chance(0.7),
    namesMissingIds: rest.chance(0.7),
    list: rest.pick<ListTrait>(["links", "links", "some links", "no links", "ignores skip"]),
    leftOverLinks: rest.pick([0, 0, 0.3]),
    values,
    mixture,
    feeds: [0, 1].map(() => makeFeed(random.fork(), values, mixture)),
    syncs: syncsOf(random.fork()),
    stock: rest.int(0, values.length),
    steps: stepsOf(random.fork()),
    crashes: rest.chance(0.6) ? crashesOf(rest) : [],
    worldSeed,
  };
}

function syncsOf(random: Random): SyncPlan[] {
  const clients = random.chance(0.5) ? ["client-1", "client-1"] : ["client-1", "client-2"];
  const names = ["feed-a", "feed-b"];
  return names.map((name, i) => {
    const isAlone = clients[0] !== clients[1];
    const policy = random.pick(["mirror", "mirror", "mirror", "upsert", "create_only", "lease"] as const);
    const share = random.pick([undefined, undefined, 0, 0.1, 0.5, 1]);
    const count = random.pick([undefined, undefined, undefined, 0, 1, 3, 10]);
    const maxDelete = {
      ...(share === undefined ? {} : { share }),
      ...(count === undefined ? {} : { count }),
    };
    return {
      client: clients[i] as string,
      sources: random.pick([[i], [i], [0, 1]]),
      rules: {
        name,
        policy,
        maxDelete,
        rank: random.pick([[], ["confidence"], ["severity", "-confidence"]]),
        ...(isAlone && random.chance(0.3) ? { ownership: "client" as const } : {}),
        ...(policy === "lease" || random.chance(0.2)
          ? { everyMs: random.pick([60, 120, 600]) * minuteMs }
          : {}),
      },
    };
  });
}

function stepsOf(random: Random): (RunStep | WorldStep)[] {
  const rounds = random.int(1, 3);
  return Array.from({ length: rounds }, () => [
    ...worldSteps(random),
    ...random.shuffled([0, 1]).flatMap((sync) => (random.chance(0.85) ? [runStep(random, sync)] : [])),
  ]).flat();
}

function worldSteps(random: Random): WorldStep[] {
  const ms = random.pick([1, 50, 300, 2_000]) * minuteMs;
  return [
    ...(random.chance(0.8) ? [{ kind: "feeds" } as const] : []),
    ...meddlings(random, 0.3),
    { kind: "time", ms },
  ];
}

function meddlings(random: Random, probability: number): WorldStep[] {
  const all: readonly Meddling[] = ["delete", "edit", "add", "leave"];
  return random.some(all, probability).map((what) => ({ kind: "meddling", what }));
}

function runStep(random: Random, sync: number): RunStep {
  const mode = random.pick<Mode>([
    "apply",
    "apply",
    "apply",
    "apply",
    "apply",
    "plan",
    "plan, apply",
    "adopt",
  ]);
  const broken = random.chance(0.25) ? random.some([0, 1], 0.6) : [];
  const isTold = random.chance(0.3);
  return {
    kind: "run",
    sync,
    mode,
    broken,
    ...(isTold ? { allowDelete: random.pick([0, 2, 10, 100]) } : {}),
    ...(random.chance(0.08) ? { deadlineMs: random.pick([50, 2_000, 60_000]) } : {}),
    ...(random.chance(0.15) ? { meddling: random.pick<Meddling>(["delete", "add"]) } : {}),
    between: random.chance(0.4) ? [...worldSteps(random)] : [],
  };
}

function networkOf(random: Random, worldSeed: number): NetworkPlan {
  const wireMs = random.pick([
    [0, 0],
    [1, 40],
    [1, 2000],
  ] as const);
  return {
    worldSeed,
    wireMs,
    timeoutMs: random.pick([2_000, 20_000]),
    faults: faultPlan(random),
    login: { kinds: [], rate: 0, lifetimeSeconds: 3599, kind: "jwt", roles: ["Ti.ReadWrite.All"] },
    revokes: random.pick([0, 0, 0, 0.02]),
  };
}

/** Each seed has a separate selection of faults: all of them at once would hide combinations of two. */
function faultPlan(random: Random): FaultPlan<Fault> {
  const kinds = [
    ...random.some(harmlessFaults, random.pick([0, 0.2])),
    ...random.some(roughFaults, random.pick([0, 0.15, 0.4])),
    ...random.some(rareFaults, 0.25),
  ];
  return { kinds, rate: kinds.length === 0 ? 0 : random.pick([0, 0.05, 0.2, 0.5]) };
}

function crashesOf(random: Random): CrashPlan[] {
  return Array.from({ length: random.int(1, 4) }, () => ({
    on: random.pick(["call", "response", "write", "append"] as const),
    n: random.int(1, 10),
  }));
}
