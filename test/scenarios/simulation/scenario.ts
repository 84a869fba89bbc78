/** Derives everything that happens in one simulation from a seed: rows, options, faults, crashes. */
import type { Declarations, JsonObject, Overflow, ValidationMode } from "../../../connector/index.js";
import { changed } from "../../engine/stub.js";
import {
  endingLoginFaults,
  type Fault,
  harmlessFaults,
  type LoginFault,
  loginFaults,
  rareFaults,
  roughFaults,
} from "./faults.js";
import { Random } from "./random.js";
import { makeRows, makeStock } from "./scenario_rows.js";

/** One run of the action. */
export interface RunPlan {
  readonly rows: readonly unknown[];
  readonly startsAtMs: number;
  readonly validation: ValidationMode;
  readonly deadlineMs?: number;
  /** After its start. */
  readonly cancelAfterMs?: number;
  /** True: its rows are streamed. */
  readonly isStream: boolean;
  /** Which rows are selected if not all fit; undefined if this is not decided before the first call. */
  readonly overflow?: Overflow;
}

/** Limits of the service. */
export interface Figures {
  readonly calls: number;
  readonly perSeconds: number;
}

/** Frequency of faults at one of the two services. */
export interface FaultPlan<Kind> {
  readonly kinds: readonly Kind[];
  readonly rate: number;
  /** Time span in which every call has the first kind of fault. */
  readonly outage?: { readonly fromMs: number; readonly toMs: number };
}

/** How the login service behaves. */
export type LoginPlan = FaultPlan<LoginFault> & {
  readonly lifetimeSeconds: number;
  readonly kind: "opaque" | "jwt";
  /** Default: Ti.ReadWrite. */
  readonly roles?: readonly string[];
};

/**
 * When the process crashes: at the n-th of these, from 1, counted separately in each life. A write is not yet on
 * disk.
 */
export interface CrashPlan {
  readonly on: "call" | "response" | "write" | "append";
  readonly n: number;
}

/** Everything that will happen. */
export interface Scenario {
  readonly seed: number;
  readonly declarations: Declarations;
  /** Of imports, and of lists. */
  readonly rateLimit: Figures;
  readonly listRateLimit: Figures;
  readonly timeoutMs: number;
  readonly runs: readonly RunPlan[];
  /** Minimum and maximum milliseconds that a message takes. */
  readonly wireMs: readonly [number, number];
  readonly faults: FaultPlan<Fault>;
  readonly login: LoginPlan;
  /** Probability that a call finds its token revoked. */
  readonly revokes: number;
  /** Initial contents of the service. */
  readonly stock: readonly JsonObject[];
  readonly capacity: number;
  readonly pageSize: number;
  readonly hasJournal: boolean;
  readonly crashes: readonly CrashPlan[];
  /** Number of times that everything is run again without a time limit, after it has ended. */
  readonly reruns: number;
  readonly worldSeed: number;
}

/** Returns the scenario of a seed. */
export function scenarioOf(seed: number): Scenario {
  const random = new Random(seed);
  const size = sizeOf(random.fork());
  const runs = runsOf(random.fork(), size);
  const faults = random.fork();
  const rest = random.fork();
  const figures = { calls: rest.int(1, 12), perSeconds: rest.pick([0.5, 1, 5, 20, 60]) };
  const wireMs = rest.pick([
    [0, 0],
    [0, 3],
    [1, 40],
    [5, 400],
    [1, 5000],
  ] as const);
  const hasJournal = rest.chance(0.6);
  const declarations = declarationsOf(rest.int(0, shapes.length - 1), size);
  const rows = runs.flatMap((run) => run.rows);
  const stock = makeStock(rest.fork(), rows);
  const capacity = rest.chance(0.4) ? stock.length + rest.int(0, rows.length) : Number.POSITIVE_INFINITY;
  return {
    seed,
    declarations: withLimit(declarations, capacity),
    rateLimit: figures,
    listRateLimit: { calls: rest.int(1, 20), perSeconds: rest.pick([0.5, 5, 60]) },
    timeoutMs: rest.pick([2_000, 20_000, 180_000]),
    runs,
    wireMs,
    faults: faultPlan(faults),
    login: { ...loginPlan(faults), lifetimeSeconds: rest.pick([5, 30, 90, 600, 3599]), kind: kindOf(rest) },
    revokes: rest.pick([0, 0, 0, 0.02, 0.2]),
    stock,
    capacity,
    pageSize: rest.pick([3, 10, 100]),
    hasJournal,
    crashes: hasJournal && rest.chance(0.7) ? crashPlans(rest) : [],
    reruns: hasJournal && rest.chance(0.4) ? rest.int(1, 2) : 0,
    worldSeed: rest.int(0, 2 ** 32 - 1),
  };
}

type Size = "small" | "middle" | "large";

function sizeOf(random: Random): Size {
  const draw = random.next();
  if (draw < 0.8) return "small";
  return draw < 0.99 ? "middle" : "large";
}

const maxRows: Record<Size, number> = { small: 24, middle: 120, large: 1600 };

function runsOf(random: Random, size: Size): RunPlan[] {
  const count = size === "small" && random.chance(0.3) ? 2 : 1;
  return Array.from({ length: count }, (_none, i) => {
    const rows = makeRows(random.fork(), i, random.int(0, maxRows[size]));
    const startsAtMs = i === 0 ? 0 : random.pick([0, 1, 500, 20_000]);
    const validation = random.pick<ValidationMode>(["strict", "strict", "report", "off"]);
    return {
      rows,
      startsAtMs,
      validation,
      ...endOf(random),
      isStream: random.chance(0.3),
      ...overflowOf(random),
    };
  });
}

function endOf(random: Random): Pick<RunPlan, "deadlineMs" | "cancelAfterMs"> {
  const spanMs = random.pick([1, 50, 1_000, 10_000, 100_000]) * (1 + random.int(0, 9));
  const draw = random.next();
  if (draw < 0.25) return { deadlineMs: spanMs };
  return draw < 0.35 ? { cancelAfterMs: spanMs } : {};
}

function overflowOf(random: Random): Pick<RunPlan, "overflow"> {
  return random.chance(0.2) ? { overflow: random.pick<Overflow>(["first", "severity", "fail"]) } : {};
}

/**
 * maxItems, inFlight, window; bounds of the bisection; attempts, all and those without a connection; consecutive
 * failed calls.
 */
const shapes = [
  [1, 1, 2, 1, 15, 8, 3, 10],
  [2, 5, 4, 1, 15, 8, 3, 3],
  [3, 2, 8, 0.1, 15, 4, 2, 2],
  [4, 8, 16, 1, 6, 8, 3, 10],
  [5, 3, 2, 0.2, 15, 2, 1, 10],
  [8, 5, 64, 1, 15, 8, 3, 10],
  [8, 1, 64, 1, 3, 3, 2, 2],
  [12, 4, 6, 0.5, 15, 1, 1, 3],
  [20, 5, 64, 1, 15, 8, 3, 1],
  [500, 5, 64, 1, 15, 8, 3, 10],
] as const;

/** More rows need larger calls, or a simulation takes too long. */
const factorOf: Record<Size, number> = { small: 1, middle: 6, large: 40 };
const made = new Map<string, Declarations>();

function declarationsOf(index: number, size: Size): Declarations {
  const id = `${index} ${size}`;
  const known = made.get(id) ?? declarationsAs(shapes[index] as (typeof shapes)[number], factorOf[size]);
  made.set(id, known);
  return known;
}

function declarationsAs(shape: (typeof shapes)[number], factor: number): Declarations {
  const [maxItems, concurrency, window, maxCallsPerRow, sameResponses, ...retry] = shape;
  const [attempts, connectAttempts, maxFailedCalls] = retry;
  return changed({
    action: {
      "/batch/maxItems": Math.min(500, maxItems * factor),
      "/batch/concurrency": concurrency,
      "/batch/dedupWindow": window,
      "/circuitBreaker/maxConsecutiveFailures": maxFailedCalls,
      "/bisect/maxCallsPerRow": maxCallsPerRow,
      "/bisect/maxIdenticalErrors": sameResponses,
      "/retry/attempts": attempts,
      "/retry/connectAttempts": connectAttempts,
    },
  });
}

/** Returns those declarations for a service with that capacity. */
function withLimit(declarations: Declarations, limit: number): Declarations {
  const action = declarations.actions.get("import_indicators");
  if (action?.capacity === undefined || limit === Number.POSITIVE_INFINITY) return declarations;
  const limited = { ...action, capacity: { ...action.capacity, limit } };
  return { ...declarations, actions: new Map(declarations.actions).set("import_indicators", limited) };
}

function kindOf(random: Random): "opaque" | "jwt" {
  return random.pick(["opaque", "jwt"]);
}

/** Each seed has a separate selection of faults: all of them at once would hide combinations of two. */
function faultPlan(random: Random): FaultPlan<Fault> {
  const rare = random.chance(0.06) ? [random.pick(rareFaults)] : [];
  const kinds = [
    ...random.some(harmlessFaults, random.pick([0, 0.3, 0.6])),
    ...random.some(roughFaults, random.pick([0, 0.15, 0.4])),
    ...rare,
  ];
  const rate = random.pick([0, 0.1, 0.3, 0.6, 0.9]);
  return { kinds, rate: kinds.length === 0 ? 0 : rate, ...outageOf(random, kinds.length > 0) };
}

function loginPlan(random: Random): FaultPlan<LoginFault> {
  const rare = random.chance(0.1) ? [random.pick(endingLoginFaults)] : [];
  const kinds = [...random.some(loginFaults, 0.3), ...rare];
  const rate = kinds.length === 0 ? 0 : random.pick([0, 0, 0.1, 0.5]);
  return { kinds, rate, ...outageOf(random, rate > 0) };
}

function outageOf(random: Random, possible: boolean): Pick<FaultPlan<never>, "outage"> {
  if (!possible || !random.chance(0.15)) return {};
  const fromMs = random.int(0, 20_000);
  return { outage: { fromMs, toMs: fromMs + random.pick([1_000, 30_000, 600_000]) } };
}

function crashPlans(random: Random): CrashPlan[] {
  return Array.from({ length: random.int(1, 3) }, () => ({
    on: random.pick(["call", "response", "write", "append"] as const),
    n: random.int(1, 12),
  }));
}
