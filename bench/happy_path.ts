/**
 * Measures the happy path of a one-row import by the command line: how many files of the product run, and which
 * functions on it are long. Prints both. `node dist/bench/happy_path.js`
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { packageRoot } from "../connector/index.js";
import { startSimulator } from "../simulator/index.js";

/** Functions longer than this are listed, in lines. */
const maxLines = 30;

interface ScriptCoverage {
  readonly url: string;
  readonly functions: readonly {
    readonly functionName: string;
    readonly ranges: readonly {
      readonly startOffset: number;
      readonly endOffset: number;
      readonly count: number;
    }[];
  }[];
}

/** Runs the import in a process whose coverage V8 writes to the folder. */
async function importOneRow(folder: string): Promise<void> {
  const simulator = await startSimulator();
  try {
    const input = join(folder, "input.json");
    const row = {
      indicatorValue: "bad.example",
      indicatorType: "DomainName",
      action: "Block",
      title: "One row",
      description: "One row",
    };
    writeFileSync(input, JSON.stringify({ json_body: { Indicators: [row] } }));
    const asset = join(folder, "asset.json");
    writeFileSync(asset, JSON.stringify(simulator.asset()), { mode: 0o600 });
    const main = join(packageRoot(), "dist/platforms/cli/main.js");
    const child = spawn(
      process.execPath,
      [main, "run", "import_indicators", "--asset", asset, "--input", input],
      { env: { ...process.env, NODE_V8_COVERAGE: join(folder, "coverage") }, stdio: "ignore" },
    );
    const [code] = (await once(child, "close")) as [number];
    if (code !== 0) throw new Error(`The import ended with exit code ${code}.`);
  } finally {
    await simulator.close();
  }
}

/** Product files in which at least one function ran. Code that only runs when a module loads does not count. */
function executed(folder: string): ScriptCoverage[] {
  const coverage = join(folder, "coverage");
  const product = join(packageRoot(), "dist/");
  return readdirSync(coverage)
    .flatMap((name) => {
      const { result } = JSON.parse(readFileSync(join(coverage, name), "utf8")) as {
        result: ScriptCoverage[];
      };
      return result;
    })
    .filter(({ url }) => url.startsWith("file:") && fileURLToPath(url).startsWith(product))
    .filter(({ url }) => !/\/(?:generated|built)\//.test(url))
    .map((script) => ({ ...script, functions: script.functions.filter(ran) }))
    .filter(({ functions }) => functions.length > 0);
}

function ran({ functionName, ranges }: ScriptCoverage["functions"][number]): boolean {
  return !["", "<instance_members_initializer>"].includes(functionName) && (ranges[0]?.count ?? 0) > 0;
}

function longFunctions({ url, functions }: ScriptCoverage): string[] {
  const text = readFileSync(fileURLToPath(url), "utf8");
  const path = relative(join(packageRoot(), "dist"), fileURLToPath(url));
  return functions.flatMap(({ functionName, ranges: [range] }) => {
    const lines = text.slice(range?.startOffset ?? 0, range?.endOffset ?? 0).split("\n").length;
    return lines > maxLines ? [`${lines} lines: ${functionName} in ${path}`] : [];
  });
}

const folder = mkdtempSync(join(tmpdir(), "happy-path-"));
try {
  await importOneRow(folder);
  const scripts = executed(folder);
  const files = scripts.map(({ url }) => relative(join(packageRoot(), "dist"), fileURLToPath(url)));
  const long = scripts.flatMap(longFunctions);
  console.log(`${files.length} files run:`);
  for (const file of files.toSorted()) console.log(`  ${file}`);
  console.log(`${long.length} functions are longer than ${maxLines} lines:`);
  for (const one of long) console.log(`  ${one}`);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
