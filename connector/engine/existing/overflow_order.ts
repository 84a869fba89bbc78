/** Says which rows go in where not all of them fit. */
import type { Action } from "../../contract/action.js";
import { timestampMs } from "../../contract/timestamp.js";
import type { JsonObject } from "../../contract/types.js";

type Order = NonNullable<Action["capacity"]>["overflow"][string];

/** The less, the earlier the row goes in. @param order undefined where only the rows' own order counts */
export function rankBy(order: Order | undefined): (row: JsonObject) => number {
  if (order === undefined) return () => 0;
  const { field, values } = order;
  if (values === undefined) return (row) => rankOfTimestamp(row[field]);
  return (row) => {
    const place = values.indexOf(row[field] as string);
    return place < 0 ? values.length : place;
  };
}

/** What has no end stays the longest; what cannot be read goes last. */
function rankOfTimestamp(value: unknown): number {
  if (value === undefined || value === null) return Number.NEGATIVE_INFINITY;
  const timestamp = typeof value === "string" ? timestampMs(value) : Number.NaN;
  return Number.isNaN(timestamp) ? Number.POSITIVE_INFINITY : -timestamp;
}

/** That many names of the least rank; of equals, those that were given first. */
export function firstOf(ranks: ReadonlyMap<string, number>, count: number): string[] {
  // Numbers alone are sorted: with their names, a million of them would fill the memory.
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
