/** Long rows through the command line, NDJSON from a pipe: memory is bounded in bytes, not only in rows. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { fileURLToPath } from "node:url";
import { assetFor } from "./asset.js";
import { Child } from "./children.js";
import type { ProcessCost } from "./costs_at_exit.js";
import { rowsOf } from "./input.js";
import type { Line } from "./table.js";

const main = fileURLToPath(new URL("../platforms/cli/main.js", import.meta.url));

/** @param sizes - pairs of number of rows and bytes per row */
export async function longRows(
  folder: string,
  sizes: readonly (readonly [rows: number, bytes: number])[],
): Promise<Line[]> {
  await using server = new Child("server.js");
  const asset = join(folder, "long_asset.json");
  const rateLimit = { calls: 1_000_000, per_seconds: 1 };
  writeFileSync(asset, JSON.stringify(assetFor(await server.next<string>(), rateLimit)));
  const found: Line[] = [];
  for (const [rows, bytes] of sizes) found.push(await line(folder, asset, rows, bytes));
  return found;
}

async function line(folder: string, asset: string, rows: number, bytes: number): Promise<Line> {
  const costs = join(folder, "costs.json");
  const output = join(folder, "long.ndjson");
  const imported = new URL("costs_at_exit.js", import.meta.url).href;
  const command = ["run", "import_indicators", "--asset", asset, "--format", "ndjson", "--output", output];
  const child = spawn(process.execPath, ["--import", imported, main, ...command], {
    env: { ...process.env, BENCH_COSTS: costs },
    stdio: ["pipe", "ignore", "ignore"],
  });
  const ended = once(child, "exit");
  await pipeline(Readable.from(textOf(rows, bytes), { objectMode: false }), child.stdin);
  const [code] = await ended;
  const results = readFileSync(output, "utf8").split('"isFailed":false').length - 1;
  if (code !== 0 || results !== rows)
    throw new Error(`${results} of ${rows} rows were imported; exit code ${code}.`);
  const { peakMb, wallMs } = JSON.parse(readFileSync(costs, "utf8")) as ProcessCost;
  return {
    what: `${rows.toLocaleString("en")} rows of ${bytes.toLocaleString("en")} bytes by the command line, peak memory`,
    measured: `${peakMb.toFixed(0)} MB; ${(wallMs / 1000).toFixed(1)} s`,
    wanted: "≤ 400 MB",
  };
}

function* textOf(rows: number, bytes: number): Generator<string> {
  for (const row of rowsOf(rows)) {
    const length = JSON.stringify({ ...row, recommendedActions: "" }).length;
    yield `${JSON.stringify({ ...row, recommendedActions: "x".repeat(bytes - length) })}\n`;
  }
}
