/**
 * Compares imports by the command line with those of another checkout, which must be built: CPU time and peak memory
 * of the whole process, in alternating pairs. Prints a table. `node dist/bench/compare_commit.js FOLDER [PAIRS]`
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
import { writeRows } from "./rows_file.js";
import { asTable, type Line } from "./table.js";

/** In CommonJS, because loading an ES module would add to what is measured. */
const meter = `
  process.on("exit", () => {
    const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage();
    const costs = { ms: (userCPUTime + systemCPUTime) / 1000, MB: maxRSS / 1000 };
    require("node:fs").writeFileSync(process.env.BENCH_COSTS, JSON.stringify(costs));
  });`;

interface Costs {
  readonly ms: number;
  readonly MB: number;
}

/** Returns the file that the package of a checkout starts as its command. */
function commandOf(checkout: string): string {
  const { bin } = JSON.parse(readFileSync(join(checkout, "package.json"), "utf8")) as {
    bin: Record<string, string>;
  };
  return join(checkout, Object.values(bin)[0] ?? "");
}

/** Returns the field of an asset with rate limits, which had another name in the first commits. */
function limitsField(checkout: string): string {
  const manifest = JSON.parse(readFileSync(join(checkout, "manifest.json"), "utf8")) as object;
  return "budgets" in manifest ? "budgets" : "rate_limits";
}

/** Returns the path of the asset that a checkout uses. */
function assetFile(folder: string, checkout: string): string {
  return join(folder, checkout === packageRoot() ? "asset.json" : "other_asset.json");
}

/** Returns what a process used. */
async function costsOf(folder: string, args: readonly string[]): Promise<Costs> {
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
  return JSON.parse(readFileSync(env.BENCH_COSTS, "utf8")) as Costs;
}

/** Measures one input. The first turn fills the caches. */
async function pairsOf(folder: string, other: string, input: string, pairs: number) {
  const [ours, theirs]: [Costs[], Costs[]] = [[], []];
  const run = (checkout: string) => {
    const files = ["--input", input, "--asset", assetFile(folder, checkout)];
    return costsOf(folder, [commandOf(checkout), "run", "import_indicators", ...files]);
  };
  for (let turn = 0; turn <= pairs; turn += 1) {
    const one = await run(packageRoot());
    const another = await run(other);
    if (turn === 0) continue;
    ours.push(one);
    theirs.push(another);
  }
  return { ours, theirs };
}

function linesOf(what: string, { ours, theirs }: Awaited<ReturnType<typeof pairsOf>>): Line[] {
  return (["ms", "MB"] as const).flatMap((unit) => {
    const [one, another] = [ours.map((costs) => costs[unit]), theirs.map((costs) => costs[unit])];
    const measured = `${spread(one)} ${unit}; the other ${spread(another)} ${unit}`;
    const name = `${what}, ${unit === "ms" ? "CPU" : "peak memory"}, ${ours.length} pairs`;
    return [
      { what: `${name}: median`, measured, ratio: median(one) / median(another) },
      { what: "The same: minimum", measured, ratio: Math.min(...one) / Math.min(...another) },
    ];
  });
}

async function compare(folder: string, other: string, pairs: number): Promise<string> {
  writeFileSync(join(folder, "meter.cjs"), meter);
  await using simulator = new Child("simulator.js");
  const given = await simulator.next<object>();
  for (const checkout of [packageRoot(), other]) {
    const limits = { [limitsField(checkout)]: { import: { calls: 100_000, per_seconds: 1 } } };
    writeFileSync(assetFile(folder, checkout), JSON.stringify({ ...given, ...limits }), { mode: 0o600 });
  }
  const inputs = [
    ["One row", writeInput(folder, 1)],
    ["15,000 rows of JSON", writeInput(folder, 15_000)],
    ["150,000 rows of NDJSON", await writeRows(folder, 150_000)],
  ] as const;
  const lines: Line[] = [];
  for (const [what, input] of inputs) {
    lines.push(...linesOf(what, await pairsOf(folder, other, input, pairs)));
  }
  return asTable(lines);
}

const [, , other, pairs = "15"] = process.argv;
if (other === undefined) throw new Error("Name the folder of another checkout that is built.");
const folder = mkdtempSync(join(tmpdir(), "compare-commit-"));
try {
  console.log(`Node ${process.version}\n\n${await compare(folder, resolve(other), Number(pairs))}`);
} finally {
  rmSync(folder, { recursive: true });
}
