/** Loops over many rows that let the event loop turn: a target holds thousands of rows, and a source half a million. */
import { Pace } from "./pace.js";

/** Calls `work` with each element. */
export async function eachInTurns<T>(
  list: Iterable<T>,
  work: (element: T, index: number) => void,
): Promise<void> {
  const pace = new Pace();
  let index = 0;
  for (const element of list) {
    work(element, index);
    index += 1;
    if (pace.isDue()) await pace.turn();
  }
}

/** Returns what `make` returns for each element. */
export async function mapInTurns<T, Made>(
  list: Iterable<T>,
  make: (element: T, index: number) => Made,
): Promise<Made[]> {
  const made: Made[] = [];
  await eachInTurns(list, (element, index) => void made.push(make(element, index)));
  return made;
}

/** Elements that are sorted or merged between two turns: to compare two is much faster than to process a row. */
export const sortedPerTurn = 1000;

/** Returns the elements in order; equal ones keep theirs. Sorts short runs and merges them. */
export async function sortedInTurns<T>(list: readonly T[], compare: (a: T, b: T) => number): Promise<T[]> {
  const pace = new Pace();
  let runs: T[][] = [];
  for (let from = 0; from < list.length; from += sortedPerTurn) {
    if (from > 0) await pace.turn();
    runs.push(list.slice(from, from + sortedPerTurn).toSorted(compare));
  }
  while (runs.length > 1) {
    const merged: T[][] = [];
    for (let i = 0; i < runs.length; i += 2)
      merged.push(await mergedRuns([runs[i] as T[], runs[i + 1] ?? []], compare, pace));
    runs = merged;
  }
  return runs[0] ?? [];
}

async function mergedRuns<T>(
  [first, second]: readonly [readonly T[], readonly T[]],
  compare: (a: T, b: T) => number,
  pace: Pace,
): Promise<T[]> {
  const merged: T[] = [];
  const all = first.length + second.length;
  for (let i = 0, j = 0; merged.length < all; ) {
    const isFirst = j === second.length || (i < first.length && compare(first[i] as T, second[j] as T) <= 0);
    merged.push((isFirst ? first[i++] : second[j++]) as T);
    if (merged.length % sortedPerTurn === 0) await pace.turn();
  }
  return merged;
}
