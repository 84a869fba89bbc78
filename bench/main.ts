/** `npm run bench`: measures what the connector costs and prints a table. `--quick`: a smoke run without any worth as a measure. */
import { mkdtempSync, rmSync } from "node:fs";
import { cpus, tmpdir } from "node:os";
import { join } from "node:path";
import { fullBudget, fullTenant } from "./budget.js";
import { cpu } from "./cpu.js";
import { start } from "./start.js";
import { asTable, type Line } from "./table.js";

/** A step, its sentence and its measurement. */
type Step = readonly [sentence: string, run: (folder: string) => Promise<Line[]>];

const full: readonly Step[] = [
  [
    "CPU for 15,000 rows, the library and the floor in turns.",
    (folder) => cpu(folder, 15_000, { processes: 5, warmRuns: 7 }),
  ],
  ["CPU for 150,000 rows, the same.", (folder) => cpu(folder, 150_000, { processes: 4, warmRuns: 4 })],
  ["Start of the command line, in turns with others.", (folder) => start(folder, 21)],
  ["A full tenant against a server with 200 ms per call.", () => fullTenant(15_000)],
  ["Three times as many calls as the budget has.", () => fullBudget(24, { calls: 8, per_seconds: 2 })],
];

const quick: readonly Step[] = [
  ["CPU for 1,500 rows.", (folder) => cpu(folder, 1_500, { processes: 1, warmRuns: 1 })],
  ["Start of the command line.", (folder) => start(folder, 1)],
  ["1,500 rows against a server with 200 ms per call.", () => fullTenant(1_500)],
  ["Twice as many calls as the budget has.", () => fullBudget(4, { calls: 2, per_seconds: 0.5 })],
];

const folder = mkdtempSync(join(tmpdir(), "bench-"));
try {
  const lines: Line[] = [];
  for (const [sentence, run] of process.argv.includes("--quick") ? quick : full) {
    console.error(sentence);
    lines.push(...(await run(folder)));
  }
  const [core] = cpus();
  console.log(`Node ${process.version}, ${cpus().length} × ${core?.model ?? "unknown"}\n\n${asTable(lines)}`);
} finally {
  rmSync(folder, { recursive: true });
}
