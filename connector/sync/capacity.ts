/** Decides which desired rows fit into the target. Rows that are already held win ties, so that nothing swaps from run to run. */
import { sortedInTurns } from "../engine/in_turns.js";
import type { RankValues, Ranker } from "./rank.js";
import type { WantedRow } from "./desired_rows.js";
import type { Matches, Pair } from "./matching.js";

/** The rows that need a place. */
export interface Candidates {
  readonly creates: readonly WantedRow[];
  /** Desired rows that hold a place. Rows with a higher rank can take it if `canDisplace`. */
  readonly held: readonly Pair[];
  readonly canDisplace: boolean;
  /** Number of places that are free when all deletes are done. */
  readonly free: number;
}

/** What fits. */
export interface Fitting {
  readonly creates: readonly WantedRow[];
  readonly tooMany: readonly WantedRow[];
  /** Held rows that must leave. */
  readonly displaced: readonly Pair[];
}

interface Candidate {
  readonly rank: RankValues;
  readonly identity: string;
  readonly pair?: Pair;
}

/** Returns the rows that fit, by rank, then those that are held, then by identity. */
export async function fitting(
  { creates, held, canDisplace, free }: Candidates,
  ranker: Ranker,
): Promise<Fitting> {
  const places = Math.max(free, 0);
  if (creates.length <= places) return { creates, tooMany: [], displaced: [] };
  const movable = canDisplace ? held : [];
  const all: Candidate[] = [
    ...movable.map((pair) => ({ rank: pair.wanted.rank, identity: pair.wanted.identity, pair })),
    ...creates.map(({ rank, identity }) => ({ rank, identity })),
  ];
  const candidates = await sortedInTurns(all, (a, b) => ordered(a, b, ranker));
  const first = candidates.slice(0, places + movable.length);
  const staying = new Set(first.map(({ identity }) => identity));
  return {
    creates: creates.filter(({ identity }) => staying.has(identity)),
    tooMany: creates.filter(({ identity }) => !staying.has(identity)),
    displaced: movable.filter(({ wanted }) => !staying.has(wanted.identity)),
  };
}

/** Returns the number of places that are free when this many rows are deleted; infinity without a capacity. */
export function freePlaces(capacity: number | undefined, existing: number, deleted: number): number {
  return capacity === undefined ? Number.POSITIVE_INFINITY : capacity - existing + deleted;
}

/** Returns the desired rows that hold a place. */
export function heldRows({ pairs, variants }: Matches): Pair[] {
  return [...pairs, ...variants];
}

function ordered(a: Candidate, b: Candidate, ranker: Ranker): number {
  const byRank = ranker.compare(a.rank, b.rank);
  if (byRank !== 0) return byRank;
  const byPlace = Number(b.pair !== undefined) - Number(a.pair !== undefined);
  return byPlace !== 0 ? byPlace : a.identity < b.identity ? -1 : 1;
}
