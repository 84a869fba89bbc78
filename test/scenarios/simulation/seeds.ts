/** Simulates seeds one after the other and reports those that fail. */
import type { Violation } from "./invariants.js";
import { asShipped, type Settings, type Simulation, simulate } from "./simulate.js";

/** What is known of a seed after its simulation. */
export interface SimulatedSeed {
  readonly seed: number;
  readonly violations: readonly Violation[];
}

/** Outcome of many seeds. */
export interface Seeds<One extends SimulatedSeed> {
  readonly failing: readonly One[];
  readonly simulated: number;
}

/** Seeds to simulate. */
export interface SeedRange {
  readonly from: number;
  readonly count: number;
  /** Number of failing seeds after which the search ends. */
  readonly maxFailing: number;
}

/** Simulates the seeds of a range, or fewer if too many fail. */
export async function eachSeed<One extends SimulatedSeed>(
  { from, count, maxFailing }: SeedRange,
  simulateOne: (seed: number) => Promise<One>,
): Promise<Seeds<One>> {
  const failing: One[] = [];
  let simulated = 0;
  for (let seed = from; seed < from + count && failing.length < maxFailing; seed += 1) {
    const simulation = await simulateOne(seed);
    simulated += 1;
    if (simulation.violations.length > 0) failing.push(simulation);
  }
  return { failing, simulated };
}

/** Simulates the imports of `count` seeds, or fewer if that many fail. */
export function simulateSeeds(
  from: number,
  count: number,
  maxFailing: number,
  settings: Settings = asShipped,
): Promise<Seeds<Simulation>> {
  return eachSeed({ from, count, maxFailing }, (seed) => simulate(seed, settings));
}

/**
 * Describes what is wrong with a seed, and how to reproduce it.
 * @param words - what the command names before the seed
 */
export function report({ seed, violations }: SimulatedSeed, words = ""): string {
  const [first] = violations;
  const others = violations.length > 1 ? ` (and ${violations.length - 1} more)` : "";
  const command = `npm run simulate:seeds -- ${words}--seed ${seed}`;
  return `Seed ${seed}: ${first?.invariant}: ${first?.what}${others}\n  ${command}`;
}
