/** CPU time of other processes, from the process table of Linux. */
import { readdirSync, readFileSync } from "node:fs";

/** Ticks of a second in the process table, on every architecture that Node supports. */
const ticksPerSecond = 100;

/** One process. */
interface Times {
  readonly parent: number;
  /** User and system time of the process. */
  readonly own: number;
  /** The same of its children that have ended. */
  readonly ended: number;
}

/** Returns undefined for a process that has ended, and on systems without such a table. */
function timesOf(pid: number): Times | undefined {
  let text: string;
  try {
    text = readFileSync(`/proc/${pid}/stat`, "latin1");
  } catch {
    return undefined;
  }
  // The name, in parentheses, can contain spaces.
  const fields = text
    .slice(text.lastIndexOf(")") + 2)
    .split(" ")
    .map(Number);
  const [user = 0, system = 0, endedUser = 0, endedSystem = 0] = fields.slice(11, 15);
  return { parent: fields[1] ?? 0, own: user + system, ended: endedUser + endedSystem };
}

/** Returns the parent of a process; undefined if it is not known. */
export function parentOf(pid: number): number | undefined {
  return timesOf(pid)?.parent;
}

/** Returns the CPU time of a process and its children, in seconds; NaN if it is not known. */
export function cpuSeconds(pid: number): number {
  const times = timesOf(pid);
  if (times === undefined) return Number.NaN;
  let ticks = times.own + times.ended;
  for (const name of readdirSync("/proc")) {
    const child = timesOf(Number(name));
    if (child?.parent === pid) ticks += child.own;
  }
  return ticks / ticksPerSecond;
}
