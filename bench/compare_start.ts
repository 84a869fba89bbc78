/**
 * Compares the CPU time of a one-row import with that of another checkout, which must be built. Prints a table.
 * `node dist/bench/compare_start.js FOLDER [PAIRS]`
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { packageRoot } from "../connector/index.js";
import { Child } from "./children.js";
import { median, spread } from "./figures.js";
import { writeInput } from "./input.js";
import { asTable } from "./table.js";

/** In CommonJS, because loading an ES module would add to what is measured. */
const meter = `
  process.on("exit", () => {
    const { user, system } = process.cpuUsage();
    require("node:fs").writeFileSync(process.env.BENCH_COSTS, String((user + system) / 1000));
  });`;

/** Returns the file that the package of a checkout starts as its command. */
function commandOf(checkout: string): string {
  const { bin } = JSON.parse(readFileSync(join(checkout, "package.json"), "utf8")) as {
    bin: Record<string, string>;
  };
  return join(checkout, Object.values(bin)[0] ?? "");
}

/** Returns the user and system time of a process, in milliseconds. */
async function cpuOf(folder: string, args: readonly string[]): Promise<number> {
  const env = {
    ...process.env,
    BENCH_COSTS: join(folder, "costs"),
    NODE_COMPILE_CACHE: join(folder, "cache"),
  };
  const child = spawn(process.execPath, ["--require", join(folder, "meter.cjs"), ...args], {
    env,
    stdio: "ignore",
  });
  const [code] = (await once(child, "exit")) as [number | null];
  if (code !== 0) throw new Error(`${args.join(" ")} ended with ${code}.`);
  return Number(readFileSync(env.BENCH_COSTS, "utf8"));
}

async function compare(folder: string, other: string, pairs: number): Promise<string> {
  writeFileSync(join(folder, "meter.cjs"), meter);
  await using simulator = new Child("simulator.js");
  const asset = join(folder, "asset.json");
  writeFileSync(asset, JSON.stringify(await simulator.next()), { mode: 0o600 });
  const run = ["run", "import_indicators", "--input", writeInput(folder, 1), "--asset", asset];
  const [ours, theirs]: [number[], number[]] = [[], []];
  for (let turn = 0; turn <= pairs; turn += 1) {
    const one = await cpuOf(folder, [commandOf(packageRoot()), ...run]);
    const another = await cpuOf(folder, [commandOf(other), ...run]);
    // The first turn fills the caches.
    if (turn === 0) continue;
    ours.push(one);
    theirs.push(another);
  }
  const measured = `${spread(ours)} ms; the other ${spread(theirs)} ms`;
  return asTable([
    {
      what: `One row, whole process, CPU, ${pairs} pairs: median`,
      measured,
      ratio: median(ours) / median(theirs),
    },
    { what: "The same: minimum", measured, ratio: Math.min(...ours) / Math.min(...theirs) },
  ]);
}

const [, , other, pairs = "15"] = process.argv;
if (other === undefined) throw new Error("Name the folder of another checkout that is built.");
const folder = mkdtempSync(join(tmpdir(), "compare-start-"));
try {
  console.log(`Node ${process.version}\n\n${await compare(folder, resolve(other), Number(pairs))}`);
} finally {
  rmSync(folder, { recursive: true });
}
