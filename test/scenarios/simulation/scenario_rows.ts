/** Rows of a scenario: duplicates, conflicts, other spellings, bad ones and poisoned ones. */
import type { JsonObject } from "../../../connector/index.js";
import { mark, poisonOf } from "./marks.js";
import type { Random } from "./random.js";
import { identityOf } from "./store.js";

/** Shares of the kinds of rows; drawn once for a run. */
interface Mixture {
  /** Number of different values. */
  readonly values: number;
  readonly poisoned: number;
  readonly rejected: number;
  readonly broken: number;
  readonly manyGroups: boolean;
  /** Probability that a row equals all others of its identity. */
  readonly equal: number;
}

/** @param run - number of the run; rows of two runs never mean the same indicator */
export function makeRows(random: Random, run: number, count: number): unknown[] {
  const mixture: Mixture = {
    values: Math.max(1, Math.ceil(count * random.pick([0.2, 0.6, 1, 3, 10]))),
    poisoned: random.pick([0, 0, 0, 1 / Math.max(1, count), 0.02, 0.15]),
    rejected: random.pick([0, 0, 0.05, 0.3]),
    broken: random.pick([0, 0, 0, 0.05, 0.3]),
    manyGroups: random.chance(0.3),
    equal: random.pick([0, 0.5, 1]),
  };
  return Array.from({ length: count }, () => makeRow(random, run, mixture));
}

/** Initial contents of the service: some of the rows in an older version, and unrelated indicators. */
export function makeStock(random: Random, rows: readonly unknown[]): JsonObject[] {
  const sound = rows.filter((row) => poisonOf(row) === undefined) as JsonObject[];
  const known = random.some(sound, random.pick([0, 0, 0.1, 0.5, 1]));
  const stock = new Map(known.map((row) => [identityOf(row), { ...row, title: "before" }]));
  const strangers = random.pick([0, 0, 1, 7]);
  for (let n = 0; n < strangers; n += 1) {
    const row = { indicatorValue: `stranger-${n}.example`, indicatorType: "DomainName", action: "Block" };
    stock.set(identityOf(row), { ...row, title: "before" });
  }
  return [...stock.values()];
}

function makeRow(random: Random, run: number, mixture: Mixture): unknown {
  const row = validRow(random, run, mixture);
  const draw = random.next();
  if (draw < mixture.broken) return brokenRow(random, run, row);
  if (draw < mixture.broken + mixture.poisoned) return { ...row, title: poison(random, run, mixture) };
  if (draw < mixture.broken + mixture.poisoned + mixture.rejected) {
    return { ...row, title: random.pick([mark.rejected, mark.rejectedSilently]) };
  }
  return row;
}

function validRow(random: Random, run: number, { values, manyGroups, equal }: Mixture): JsonObject {
  const value = valueOf(random.int(0, values - 1), run, random);
  const groups = manyGroups ? random.pick([[], ["north"], ["north", "south"], ["south", "north"]]) : [];
  return {
    ...value,
    action: random.chance(0.85) ? "Block" : "Allowed",
    title: random.chance(equal) ? "one" : `version ${random.int(1, 3)}`,
    ...(random.chance(equal) ? {} : { severity: random.pick(["High", "Low"]) }),
    description: "Inert.",
    ...(groups.length === 0 ? {} : { rbacGroupNames: groups }),
  };
}

/** Returns the n-th value of a run; n determines its type. */
function valueOf(n: number, run: number, random: Random): JsonObject {
  const kind = n % 5;
  if (kind === 0) return { indicatorValue: `host-${run}-${n}.example`, indicatorType: "DomainName" };
  if (kind === 1) return { indicatorValue: `https://url-${run}.example/A${n}`, indicatorType: "Url" };
  if (kind === 2) return { indicatorValue: `https://url-${run}.example/a${n - 1}`, indicatorType: "Url" };
  if (kind === 3) {
    return { indicatorValue: `9.${run}.${(n >> 8) & 255}.${n & 255}`, indicatorType: "IpAddress" };
  }
  const digits = `${run}e${n.toString(16)}`.padEnd(40, "c");
  return { indicatorValue: random.chance(0.3) ? digits.toUpperCase() : digits, indicatorType: "FileSha1" };
}

function poison(random: Random, run: number, { values }: Mixture): string {
  const kind = random.pick([mark.poisonNamed, mark.poisonNamed, mark.poisonSilent, mark.poisonWrong]);
  if (kind !== mark.poisonWrong) return kind;
  return `${kind} ${String(valueOf(random.int(0, values - 1), run, random)["indicatorValue"])}`;
}

function brokenRow(random: Random, run: number, row: JsonObject): unknown {
  const broken: unknown[] = [
    null,
    7,
    "text",
    [row],
    { ...row, title: undefined },
    { ...row, indicatorType: "FileSha1", indicatorValue: `abc${run}` },
    { ...row, expirationTime: "2020-01-01T00:00:00Z" },
    { ...row, action: "Blok" },
    { ...row, indicatorValue: `${String(row["indicatorValue"])} ` },
    { ...row, indicatorValue: 5 + run },
  ];
  return random.pick(broken);
}
