/** Decides which rows are sent if not all of them fit. */
import type { Action } from "../../contract/action.js";
import { timestampMs } from "../../contract/timestamp.js";
import type { JsonObject } from "../../contract/types.js";

type Order = NonNullable<Action["capacity"]>["overflow"][string];

/** Returns a function that ranks rows; lower ranks are sent first. @param order - undefined for the input order */
export function rankBy(order: Order | undefined): (row: JsonObject) => number {
  if (order === undefined) return () => 0;
  const { field, values } = order;
  if (values === undefined) return (row) => rankOfTimestamp(row[field]);
  return (row) => {
    const place = values.indexOf(row[field] as string);
    return place < 0 ? values.length : place;
  };
}

/** A row without an end time is the most valuable one; a time that cannot be read ranks last. */
function rankOfTimestamp(value: unknown): number {
  if (value === undefined || value === null) return Number.NEGATIVE_INFINITY;
  const timestamp = typeof value === "string" ? timestampMs(value) : Number.NaN;
  return Number.isNaN(timestamp) ? Number.POSITIVE_INFINITY : -timestamp;
}

/** Returns this many names with the lowest ranks; among equal ranks, the first ones in the input. */
export function firstOf(ranks: ReadonlyMap<string, number>, count: number): string[] {
  // Only numbers are sorted: with their names, a million entries would need too much memory.
  const inOrder = Float64Array.from(ranks.values()).toSorted();
  const last = inOrder[Math.min(count, inOrder.length) - 1];
  if (last === undefined) return [];
  let leftOfLast = count - inOrder.indexOf(last);
  const names: string[] = [];
  for (const [name, rank] of ranks) {
    if (rank > last || (rank === last && leftOfLast === 0)) continue;
    if (rank === last) leftOfLast -= 1;
    names.push(name);
  }
  return names;
}
