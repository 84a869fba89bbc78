/**
 * `npm run simulate:seeds -- <count> [--from <seed>]`: simulates imports with many seeds. `-- --seed <seed>`: prints one
 * in full. The word `syncs` before these simulates syncs.
 */
import { parseArgs } from "node:util";
import { simulateSyncs } from "../sync_simulation/simulate.js";
import { eachSeed, report, type SimulatedSeed } from "./seeds.js";
import { simulate } from "./simulate.js";

/** Number of failing seeds after which the search ends. */
const maxFailing = 20;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { from: { type: "string", default: "1" }, seed: { type: "string" } },
});
const isSyncs = positionals[0] === "syncs";
const [simulateOne, words] = isSyncs ? [simulateSyncs, "syncs "] : [simulate, ""];
const count = positionals[isSyncs ? 1 : 0];
if (values.seed === undefined) await many(Number(count ?? 2000), Number(values.from));
else await one(Number(values.seed));

async function many(seeds: number, from: number): Promise<void> {
  const begun = performance.now();
  const { failing, simulated } = await eachSeed<SimulatedSeed>(
    { from, count: seeds, maxFailing },
    simulateOne,
  );
  for (const simulation of failing) console.log(report(simulation, words));
  const seconds = (performance.now() - begun) / 1000;
  console.log(
    `${simulated} seeds from ${from} in ${seconds.toFixed(1)} s: ${failing.length} with violations.`,
  );
  process.exitCode = failing.length === 0 ? 0 : 1;
}

async function one(seed: number): Promise<void> {
  const simulation = await simulateOne(seed);
  console.log(simulation.log.join("\n"));
  console.log(simulation.violations.length === 0 ? "No violation." : report(simulation, words));
  process.exitCode = simulation.violations.length === 0 ? 0 : 1;
}
