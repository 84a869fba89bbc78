/** Start: an import of one row with the command line, compared with Node alone and with loading the libraries. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Asset } from "../connector/index.js";
import { Child } from "./children.js";
import { median, spread } from "./figures.js";
import { writeInput } from "./input.js";
import type { Line } from "./table.js";

const pathOf = (file: string) => fileURLToPath(new URL(file, import.meta.url));

/** @param times - runs of each process */
export async function start(folder: string, times: number): Promise<Line[]> {
  await using simulator = new Child("simulator.js");
  const assetFile = join(folder, "asset.json");
  writeFileSync(assetFile, JSON.stringify(await simulator.next<Asset>()));
  const command = [pathOf("../command/main.cjs"), "run", "import_indicators"];
  const processes = {
    empty: [pathOf("start_empty.js")],
    imports: [pathOf("start_imports.js")],
    ours: [...command, "--input", writeInput(folder, 1), "--asset", assetFile],
  };
  const wallMs: Record<keyof typeof processes, number[]> = { empty: [], imports: [], ours: [] };
  const names = Object.keys(processes) as (keyof typeof processes)[];
  for (let turn = 0; turn <= times; turn += 1) {
    for (const name of names) {
      const ms = await wallOf(processes[name], join(folder, "code-cache"));
      // The first turn fills the file cache of the system and the code cache.
      if (turn > 0) wallMs[name].push(ms);
    }
  }
  return [
    line("an empty file", wallMs.empty, wallMs.ours),
    { ...line("loading axios, axios-retry and MSAL", wallMs.imports, wallMs.ours), wanted: "≤ 1.3" },
  ];
}

function line(against: string, others: readonly number[], ours: readonly number[]): Line {
  return {
    what: `Whole process, one row, against ${against}`,
    measured: `${spread(ours)} ms; the other ${spread(others)} ms`,
    ratio: median(ours) / median(others),
  };
}

async function wallOf(args: readonly string[], cache: string): Promise<number> {
  const startedAt = performance.now();
  const child = spawn(process.execPath, args, {
    stdio: "ignore",
    env: { ...process.env, NODE_COMPILE_CACHE: cache },
  });
  const [code] = await once(child, "exit");
  if (code !== 0) throw new Error(`${args.join(" ")} ended with ${code}.`);
  return performance.now() - startedAt;
}
