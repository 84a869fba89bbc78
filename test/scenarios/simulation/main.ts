/**
 * `npm run simulate:seeds -- <count> [--from <seed>]`: simulates many seeds. `-- --seed <seed>`: prints one in full.
 */
import { parseArgs } from "node:util";
import { report, simulateSeeds } from "./seeds.js";
import { simulate } from "./simulate.js";

/** Number of failing seeds after which the search ends. */
const maxFailing = 20;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { from: { type: "string", default: "1" }, seed: { type: "string" } },
});
if (values.seed === undefined) await many(Number(positionals[0] ?? 2000), Number(values.from));
else await one(Number(values.seed));

async function many(count: number, from: number): Promise<void> {
  const begun = performance.now();
  const { failing, simulated } = await simulateSeeds(from, count, maxFailing);
  for (const simulation of failing) console.log(report(simulation));
  const seconds = (performance.now() - begun) / 1000;
  console.log(
    `${simulated} seeds from ${from} in ${seconds.toFixed(1)} s: ${failing.length} with violations.`,
  );
  process.exitCode = failing.length === 0 ? 0 : 1;
}

async function one(seed: number): Promise<void> {
  const simulation = await simulate(seed);
  console.log(simulation.log.join("\n"));
  console.log(simulation.violations.length === 0 ? "No violation." : report(simulation));
  process.exitCode = simulation.violations.length === 0 ? 0 : 1;
}
