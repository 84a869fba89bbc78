/** `npm run bench`: measures the cost of the connector and prints a table. `--quick` only checks that it runs. */
import { mkdtempSync, rmSync } from "node:fs";
import { cpus, tmpdir } from "node:os";
import { join } from "node:path";
import { fullRateLimit, fullTenant } from "./rate_limit.js";
import { cpu } from "./cpu.js";
import { feedsToRows, longTable } from "./feeds.js";
import { finish } from "./finish.js";
import { hostile } from "./hostile.js";
import { longRows } from "./long_rows.js";
import { start } from "./start.js";
import { streams } from "./stream.js";
import { asTable, type Line } from "./table.js";

/** A step: its title and its measurement. */
type Step = readonly [message: string, run: (folder: string) => Promise<Line[]>];

const full: readonly Step[] = [
  [
    "CPU for 15,000 rows, alternating between the library and the floor.",
    (folder) => cpu(folder, 15_000, { processes: 5, warmRuns: 7 }),
  ],
  ["CPU for 150,000 rows, the same.", (folder) => cpu(folder, 150_000, { processes: 4, warmRuns: 4 })],
  ["Start of the command line, alternating with other programs.", (folder) => start(folder, 21)],
  ["A full tenant against a server with 200 ms per call.", () => fullTenant(15_000)],
  [
    "Three times as many calls as the rate limit allows.",
    () => fullRateLimit(24, { calls: 8, per_seconds: 2 }),
  ],
  ["15,000, 45,000 and 200,000 rows under the shipped rate limit, in simulated time.", () => finishes()],
  [
    "10,000, 100,000 and 1,000,000 rows of NDJSON by the command line, alternating with the floor.",
    (folder) => streams(folder, [10_000, 100_000, 1_000_000], 5),
  ],
  [
    "100,000 rows of 10 kB and 2,000 rows of 1 MB by the command line.",
    (folder) =>
      longRows(folder, [
        [100_000, 10_000],
        [2_000, 1_000_000],
      ]),
  ],
  ["Small requests that cause much work, sent to the HTTP service.", (folder) => hostile(folder, 1)],
  ["300,000 items of each kind of feed.", () => feedsToRows(300_000)],
  ["1,000,000 lines of CSV by the command line.", (folder) => longTable(folder, 1_000_000)],
];

const quick: readonly Step[] = [
  ["CPU for 1,500 rows.", (folder) => cpu(folder, 1_500, { processes: 1, warmRuns: 1 })],
  ["Start of the command line.", (folder) => start(folder, 1)],
  ["1,500 rows against a server with 200 ms per call.", () => fullTenant(1_500)],
  ["Twice as many calls as the rate limit allows.", () => fullRateLimit(4, { calls: 2, per_seconds: 0.5 })],
  ["31,000 rows under the shipped rate limit, in simulated time.", () => finish(31_000)],
  ["1,000 and 2,000 rows of NDJSON by the command line.", (folder) => streams(folder, [1_000, 2_000], 1)],
  ["100 rows of 10 kB by the command line.", (folder) => longRows(folder, [[100, 10_000]])],
  ["Small requests that cause much work, at 1% of the full size.", (folder) => hostile(folder, 0.01)],
  ["2,000 items of each kind of feed.", () => feedsToRows(2_000)],
  ["2,000 lines of CSV by the command line.", (folder) => longTable(folder, 2_000)],
];

async function finishes(): Promise<Line[]> {
  const lines: Line[] = [];
  for (const rows of [15_000, 45_000, 200_000]) lines.push(...(await finish(rows)));
  return lines;
}

const folder = mkdtempSync(join(tmpdir(), "bench-"));
try {
  const lines: Line[] = [];
  for (const [message, run] of process.argv.includes("--quick") ? quick : full) {
    console.error(message);
    lines.push(...(await run(folder)));
  }
  const [core] = cpus();
  console.log(`Node ${process.version}, ${cpus().length} × ${core?.model ?? "unknown"}\n\n${asTable(lines)}`);
} finally {
  rmSync(folder, { recursive: true });
}
