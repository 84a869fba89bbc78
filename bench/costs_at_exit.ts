/** Loaded into a program with `node --import`: writes its cost to the file in BENCH_COSTS when the program ends. */
import { existsSync, readFileSync, writeFileSync } from "node:fs";

/** The cost of a process. */
export interface ProcessCost {
  /** User and system time. */
  readonly cpuMs: number;
  /** Peak resident memory. */
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

/** Prefers /proc, because maxRSS also counts the memory of the parent at the fork. */
function peakKb(): number {
  const status = "/proc/self/status";
  const found = existsSync(status) ? /VmHWM:\s*(\d+) kB/.exec(readFileSync(status, "utf8")) : null;
  return found === null ? process.resourceUsage().maxRSS : Number(found[1]);
}
