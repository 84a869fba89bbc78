/** A file of rows through the command line, NDJSON in and out: memory, time and CPU compared with the floor. */
import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { once } from "node:events";
import { createReadStream, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { assetFor } from "./asset.js";
import { Child } from "./children.js";
import type { ProcessCost } from "./costs_at_exit.js";
import { median, spread } from "./figures.js";
import { writeRows } from "./rows_file.js";
import type { Line } from "./table.js";

const pathOf = (file: string) => fileURLToPath(new URL(file, import.meta.url));

/** The rate limit is raised, so that the connector is the bottleneck. */
const unlimited = { calls: 1_000_000, per_seconds: 1 };

/** Costs of both sides. */
interface Sides {
  readonly ours: ProcessCost[];
  readonly floor: ProcessCost[];
}

/** @param sizes - numbers of rows, ascending; the memory of each is compared with the size before it */
export async function streams(folder: string, sizes: readonly number[], times: number): Promise<Line[]> {
  await using server = new Child("server.js");
  const url = await server.next<string>();
  const asset = join(folder, "stream_asset.json");
  writeFileSync(asset, JSON.stringify(assetFor(url, unlimited)));
  const lines: Line[] = [];
  let before: number | undefined;
  for (const rows of sizes) {
    const input = await writeRows(folder, rows);
    const sides: Sides = { ours: [], floor: [] };
    for (let time = 0; time < times; time += 1) await inTurns(folder, { url, asset, input }, sides);
    lines.push(...linesFor(rows, sides, before));
    before = median(sides.ours.map(({ peakMb }) => peakMb));
  }
  return lines;
}

interface Places {
  readonly url: string;
  readonly asset: string;
  readonly input: string;
}

async function inTurns(folder: string, { url, asset, input }: Places, into: Sides): Promise<void> {
  const [ours, floor] = [join(folder, "ours.ndjson"), join(folder, "floor.ndjson")];
  const command = ["run", "import_indicators", "--asset", asset, "--input", input, "--output", ours];
  into.ours.push(await costOf(folder, [pathOf("../platforms/cli/main.js"), ...command]));
  into.floor.push(await costOf(folder, [pathOf("floor_stream.js"), url, input, floor]));
  if ((await digestOf(ours)) !== (await digestOf(floor)))
    throw new Error("The two sides returned different outputs.");
}

/** Runs a program and returns what it cost. @param args - of Node.js */
export async function costOf(folder: string, args: readonly string[]): Promise<ProcessCost> {
  const path = join(folder, "costs.json");
  const env = { ...process.env, BENCH_COSTS: path };
  const imported = new URL("costs_at_exit.js", import.meta.url).href;
  const child = spawn(process.execPath, ["--import", imported, ...args], { env, stdio: "ignore" });
  const [code] = await once(child, "exit");
  if (code !== 0) throw new Error(`${args.join(" ")} ended with ${code}.`);
  return JSON.parse(readFileSync(path, "utf8")) as ProcessCost;
}

async function digestOf(path: string): Promise<string> {
  const hash = createHash("sha256");
  for await (const piece of createReadStream(path)) hash.update(piece as Buffer);
  return hash.digest("hex");
}

function linesFor(rows: number, { ours, floor }: Sides, before: number | undefined): Line[] {
  const what = `${rows.toLocaleString("en")} rows of NDJSON by the command line`;
  const peaks = ours.map(({ peakMb }) => peakMb);
  const perRow = (costs: readonly ProcessCost[]) => costs.map(({ cpuMs }) => (cpuMs * 1000) / rows);
  const times = spread(
    ours.map(({ wallMs }) => wallMs / 1000),
    1,
  );
  const others = spread(
    floor.map(({ wallMs }) => wallMs / 1000),
    1,
  );
  return [
    {
      what: `${what}, peak memory, against the line before`,
      measured: `${spread(peaks)} MB`,
      ...(before === undefined ? {} : { ratio: median(peaks) / before }),
      wanted: rows < 1_000_000 ? "≤ 250 MB" : "≤ 250 MB, ≤ 1.3",
    },
    {
      what: `${what}, CPU per row`,
      measured: `${spread(perRow(ours), 1)} µs; floor ${spread(perRow(floor), 1)} µs`,
      ratio: median(perRow(ours)) / median(perRow(floor)),
      wanted: rows < 1_000_000 ? "" : "≤ 1.6",
    },
    { what: `${what}, time`, measured: `${times} s; floor ${others} s` },
  ];
}
