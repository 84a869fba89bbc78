/** Ranks desired rows: which of them stay if not all fit, and which of two equal ones is used. */
import { timestampMs } from "../contract/timestamp.js";
import type { JsonObject } from "../contract/types.js";
import { ownValue } from "./canonical.js";
import { syncErrors } from "./messages.js";
import type { DesiredRow, SyncRules, SyncTarget } from "./sync_types.js";

/** The values that rank a row, the most important one first; undefined ranks last. */
export type RankValues = readonly (number | string | undefined)[];

/** What sources say about rows, and rows do not contain. */
const factNames = ["confidence", "validFrom"];

/** Ranks rows by declared fields. */
export interface Ranker {
  readonly of: (row: JsonObject, facts: DesiredRow["facts"]) => RankValues;
  /** Orders ranks: the greatest values first, or the smallest if the field is reversed; absent ones last. */
  readonly compare: (a: RankValues, b: RankValues) => number;
}

/** Returns the ranker of a sync. @throws InvalidOption for a field that is not known */
export function rankerOf(target: SyncTarget, { rank = [] }: Pick<SyncRules, "rank">): Ranker {
  const fields = [...target.key.object, ...target.comparable].map(({ field }) => field);
  const orders = new Map(Object.entries(target.ranks ?? {}));
  const known = [...new Set([...factNames, ...fields, ...orders.keys()])];
  const words = rank.map((word) => {
    const isReversed = word.startsWith("-");
    const name = isReversed ? word.slice(1) : word;
    if (!known.includes(name)) throw syncErrors.unknownRank(name, known);
    return { name, direction: isReversed ? -1 : 1, order: orders.get(name) };
  });
  return {
    of: (row, facts = {}) =>
      words.map(({ name, order }) => rankValue(ownValue(facts, name) ?? ownValue(row, name), order)),
    compare(a, b) {
      for (const [i, { direction }] of words.entries()) {
        const order = compared(a[i], b[i], direction);
        if (order !== 0) return order;
      }
      return 0;
    },
  };
}

function rankValue(value: unknown, order: readonly string[] | undefined): number | string | undefined {
  if (typeof value === "number") return Number.isNaN(value) ? undefined : value;
  if (typeof value !== "string") return undefined;
  if (order !== undefined) return order.includes(value) ? order.length - order.indexOf(value) : undefined;
  const ms = timestampMs(value);
  return Number.isNaN(ms) ? value : ms;
}

function compared(a: RankValues[number], b: RankValues[number], direction: number): number {
  if (a === b) return 0;
  if (a === undefined || b === undefined) return a === undefined ? 1 : -1;
  if (typeof a !== typeof b) return typeof a === "number" ? -1 : 1;
  return (a < b ? 1 : -1) * direction;
}
