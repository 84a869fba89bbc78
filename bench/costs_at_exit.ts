/** Loaded beside a program (`node --import`): at its end, writes what it cost into the file that BENCH_COSTS names. */
import { existsSync, readFileSync, writeFileSync } from "node:fs";

/** What a process cost. */
export interface ProcessCost {
  /** User and system time. */
  readonly cpuMs: number;
  /** The most memory that it ever held in RAM. */
  readonly peakMb: number;
  readonly wallMs: number;
}

process.on("exit", () => {
  const { user, system } = process.cpuUsage();
  const cost: ProcessCost = {
    cpuMs: (user + system) / 1000,
    peakMb: peakKb() / 1024,
    wallMs: performance.now(),
  };
  writeFileSync(process.env["BENCH_COSTS"] as string, JSON.stringify(cost));
});

/** Where the system tells it, of this program alone: the usual figure also counts the parent's memory at the fork. */
function peakKb(): number {
  const status = "/proc/self/status";
  const found = existsSync(status) ? /VmHWM:\s*(\d+) kB/.exec(readFileSync(status, "utf8")) : null;
  return found === null ? process.resourceUsage().maxRSS : Number(found[1]);
}
