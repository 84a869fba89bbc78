/** Feeds of a scenario: rows, what the sources withdraw, and how both change from round to round. */
import type { JsonObject } from "../../../connector/index.js";
import type { DesiredRow } from "../../../connector/platform_api.js";
import { mark } from "../simulation/marks.js";
import type { Random } from "../simulation/random.js";

/** A value that several rows can name, in spellings that mean the same. */
export interface Value {
  readonly type: string;
  /** The first one identifies the value. */
  readonly spellings: readonly string[];
}

/** invalid: the connector rejects the row. refused: the service does. */
export type RowKind = "good" | "invalid" | "refused";

/** One row of a feed. */
export interface FeedRow {
  readonly value: Value;
  readonly kind: RowKind;
  readonly desired: DesiredRow & { readonly row: JsonObject };
}

/** What a source contains. */
export interface Feed {
  readonly rows: readonly FeedRow[];
  readonly withdrawn: readonly Value[];
}

/** How the rows of a scenario look. */
export interface Mixture {
  readonly hasGroups: boolean;
  readonly hasEnds: boolean;
  readonly invalid: number;
  readonly refused: number;
  /** Start of the scenario, in milliseconds since 1970. */
  readonly startMs: number;
}

/** Returns that many values. */
export function makeValues(count: number): Value[] {
  return Array.from({ length: count }, (_none, n) => valueOf(n));
}

function valueOf(n: number): Value {
  const kind = n % 5;
  if (kind === 0 || kind === 3) {
    return { type: "DomainName", spellings: [`host-${n}.example`, `HOST-${n}.example`] };
  }
  if (kind === 1)
    return { type: "Url", spellings: [`https://url.example/A${n}`, `https://URL.example/A${n}`] };
  if (kind === 2) return { type: "Url", spellings: [`https://url.example/a${n - 1}`] };
  const digits = `${n}e`.padEnd(40, "c");
  return { type: "FileSha1", spellings: [digits, digits.toUpperCase()] };
}

const hourMs = 3_600_000;

/** Returns a row for the value. */
export function makeRow(random: Random, value: Value, mixture: Mixture): FeedRow {
  const draw = random.next();
  const kind =
    draw < mixture.invalid ? "invalid" : draw < mixture.invalid + mixture.refused ? "refused" : "good";
  const action = random.pick(["Block", "Block", "Block", "Audit", "Allowed"]);
  const groups = mixture.hasGroups ? random.pick([[], ["north"], ["north", "south"]]) : [];
  const end = mixture.hasEnds ? random.pick(["none", "relative", "soon", "late"]) : "none";
  const hours = end === "soon" ? random.int(1, 10) : 24 * random.int(400, 800);
  const row: JsonObject = {
    indicatorType: value.type,
    indicatorValue: random.chance(0.8) ? value.spellings[0] : random.pick(value.spellings),
    action,
    title: kind === "refused" ? mark.rejected : `version ${random.int(1, 3)}`,
    description: "Inert.",
    ...(action === "Audit" ? { generateAlert: true } : {}),
    ...(random.chance(0.5) ? { severity: random.pick(["High", "Medium", "Low"]) } : {}),
    ...(groups.length === 0 ? {} : { rbacGroupNames: groups }),
    ...(random.chance(0.2) ? { application: "the feed" } : {}),
    ...(end === "soon" || end === "late"
      ? { expirationTime: new Date(mixture.startMs + hours * hourMs + hourMs / 2).toISOString() }
      : {}),
  };
  return {
    value,
    kind,
    desired: {
      row: kind === "invalid" ? { ...row, title: " " } : row,
      ...(end === "relative" ? { expiresAfter: random.pick(["PT4H", "P1D", "P30D"]) } : {}),
      ...(random.chance(0.7) ? { facts: { confidence: random.int(0, 4) } } : {}),
    },
  };
}

/** Returns a feed with a row for some of the values, and a few further rows for the same values. */
export function makeFeed(random: Random, values: readonly Value[], mixture: Mixture): Feed {
  const chosen = random.some(values, random.pick([0.2, 0.5, 0.9]));
  const again = random.some(chosen, random.pick([0, 0, 0.1]));
  return { rows: [...chosen, ...again].map((value) => makeRow(random, value, mixture)), withdrawn: [] };
}

/** Returns the feed some time later. */
export function changedFeed(
  random: Random,
  { rows, withdrawn }: Feed,
  values: readonly Value[],
  mixture: Mixture,
): Feed {
  const share = random.pick([0, 0.05, 0.3, 0.8, 1]);
  const gone = new Set(random.some(rows, share));
  const isWithdrawn = random.chance(0.5);
  const stays = rows.filter((one) => !gone.has(one));
  const edited = new Set(random.some(stays, random.pick([0, 0.1, 0.4])));
  const fresh = random.some(values, random.pick([0, 0.05, 0.3]));
  const next = stays.map((one) => (edited.has(one) ? makeRow(random, one.value, mixture) : one));
  return {
    rows: [...next, ...fresh.map((value) => makeRow(random, value, mixture))],
    withdrawn: isWithdrawn ? [...gone].map(({ value }) => value) : withdrawn.filter(() => random.chance(0.5)),
  };
}

/** Returns the object of a withdrawn value, as sources name it. */
export function withdrawnRow({ type, spellings }: Value): JsonObject {
  return { indicatorType: type, indicatorValue: spellings[0] };
}
