/** Ranks desired rows: which of them stay if not all fit, and which of two contradicting ones is used. */
import { timestampMs } from "../contract/timestamp.js";
import type { JsonObject } from "../contract/types.js";
import { type ComparedField, ownValue } from "./canonical.js";
import { syncErrors } from "./messages.js";
import type { DesiredRow, SyncRules, SyncTarget } from "./sync_types.js";

/** The values that rank a row, the most important one first; undefined ranks last. */
export type RankValues = readonly (number | string | undefined)[];

/** Ranks rows by declared fields. */
export interface Ranker {
  readonly of: (row: JsonObject, facts: DesiredRow["facts"]) => RankValues;
  /**
   * Orders ranks: of numbers the greatest first, of texts in alphabetical order, or the other way round if the field is
   * reversed; absent ones last. A time is a number that is greater the earlier it is.
   */
  readonly compare: (a: RankValues, b: RankValues) => number;
}

/** Makes the value that ranks a row from the value of a field. */
type ToRank = (value: unknown) => number | string | undefined;

/** What sources say about rows, and rows do not contain. */
const facts: readonly (readonly [string, ToRank])[] = [
  ["confidence", plainRank],
  ["validFrom", timeRank],
];

/** Returns the ranker of a sync. @throws InvalidOption for a field that is not known, and for one that repeats */
export function rankerOf(target: SyncTarget, { rank = [] }: Pick<SyncRules, "rank">): Ranker {
  const known = new Map([...facts, ...fieldsOf(target)]);
  const words = rank.map((word, index) => {
    const isReversed = word.startsWith("-");
    const name = isReversed ? word.slice(1) : word;
    const toRank = known.get(name);
    if (toRank === undefined) throw syncErrors.unknownRank(name, [...known.keys()]);
    if (rank.slice(0, index).some((earlier) => earlier.replace(/^-/, "") === name))
      throw syncErrors.repeatedRank(name);
    return { name, direction: isReversed ? -1 : 1, toRank };
  });
  return {
    of: (row, given = {}) =>
      words.map(({ name, toRank }) => toRank(ownValue(given, name) ?? ownValue(row, name))),
    compare(a, b) {
      for (const [i, { direction }] of words.entries()) {
        const order = compared(a[i], b[i], direction);
        if (order !== 0) return order;
      }
      return 0;
    },
  };
}

/** Returns the fields of a row that have an order. */
function fieldsOf({ key, comparable, ranks = {} }: SyncTarget): [string, ToRank][] {
  const levels = new Map(Object.entries(ranks));
  const fields: ComparedField[] = [...key.object, ...comparable];
  const others = [...levels.keys()].filter((name) => fields.every(({ field }) => field !== name));
  return [
    ...fields.filter(({ as }) => as !== "set"),
    ...others.map((field): ComparedField => ({ field })),
  ].map(({ field, as, default: usual }) => {
    const order = levels.get(field);
    const toRank = order === undefined ? (as === "time" ? timeRank : plainRank) : levelRank(order);
    return [field, (value) => toRank(value ?? usual)];
  });
}

function plainRank(value: unknown): number | string | undefined {
  if (typeof value === "boolean") return Number(value);
  if (typeof value === "number") return Number.isNaN(value) ? undefined : value;
  return typeof value === "string" ? value : undefined;
}

function timeRank(value: unknown): number | undefined {
  const ms = typeof value === "string" ? timestampMs(value) : Number.NaN;
  return Number.isNaN(ms) ? undefined : -ms;
}

/** @param order - values from the most to the least important */
function levelRank(order: readonly string[]): ToRank {
  const levels = new Map(order.map((value, index) => [value as unknown, order.length - index]));
  return (value) => levels.get(value);
}

function compared(a: RankValues[number], b: RankValues[number], direction: number): number {
  if (a === b) return 0;
  if (a === undefined || b === undefined) return a === undefined ? 1 : -1;
  if (typeof a === "number" && typeof b === "number") return a > b ? -direction : direction;
  if (typeof a !== typeof b) return typeof a === "number" ? -1 : 1;
  return a < b ? -direction : direction;
}
