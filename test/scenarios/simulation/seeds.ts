/** Simulates seeds one after the other and reports those that fail. */
import { asShipped, type Settings, type Simulation, simulate } from "./simulate.js";

/** Outcome of many seeds. */
export interface Seeds {
  readonly failing: readonly Simulation[];
  readonly simulated: number;
}

/** Simulates `count` seeds, or fewer if that many fail. */
export async function simulateSeeds(
  from: number,
  count: number,
  maxFailing: number,
  settings: Settings = asShipped,
): Promise<Seeds> {
  const failing: Simulation[] = [];
  let simulated = 0;
  for (let seed = from; seed < from + count && failing.length < maxFailing; seed += 1) {
    const simulation = await simulate(seed, settings);
    simulated += 1;
    if (simulation.violations.length > 0) failing.push(simulation);
  }
  return { failing, simulated };
}

/** Describes what is wrong with a seed, and how to reproduce it. */
export function report({ seed, violations }: Simulation): string {
  const [first] = violations;
  const others = violations.length > 1 ? ` (and ${violations.length - 1} more)` : "";
  return `Seed ${seed}: ${first?.invariant}: ${first?.what}${others}\n  npm run simulate:seeds -- --seed ${seed}`;
}
