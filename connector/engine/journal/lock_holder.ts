/** Identifies the process that holds a journal lock, and decides whether that process is still alive. */
import { randomUUID } from "node:crypto";
import { readFileSync, readlinkSync } from "node:fs";
import { rm, stat, writeFile } from "node:fs/promises";
import { hostname } from "node:os";

/** The process that holds a lock. */
export interface LockHolder {
  readonly pid: number;
  readonly host: string;
  /** Different for each lock that is acquired. */
  readonly id: string;
  /** Start time of the process, if the system reports it: its number may belong to another process later. */
  readonly begun?: string | undefined;
  /** Boot and process table in which the number counts. Containers may share a host name, but not these. */
  readonly processTable?: string | undefined;
}

/** A lock of another process table that was not renewed for this long belongs to a dead process, in milliseconds. */
export const abandonedMs = 60_000;

/** Locks of this process: its number may have belonged to an earlier process that was killed. */
const held = new Set<string>();

/** Returns this process as the holder of a new lock. Call {@link forgetHolder} when the lock is released. */
export function newHolder(): LockHolder {
  const { begun } = processInfo(process.pid) ?? {};
  const holder = { pid: process.pid, host: hostname(), id: randomUUID(), begun, processTable };
  held.add(holder.id);
  return holder;
}

/** Removes a lock from the locks of this process. */
export function forgetHolder({ id }: LockHolder): void {
  held.delete(id);
}

/** Returns the holder of a lock that was not written completely: its process died. */
export function tornHolder(): LockHolder {
  return { pid: 0, host: hostname(), id: "torn", processTable };
}

/**
 * Whether the holder is alive. A process of another machine or container cannot be inspected: it counts as alive as
 * long as it renews its lock.
 * @param path - path of the lock
 */
export async function isAlive(holder: LockHolder, path: string): Promise<boolean> {
  const { pid, id, begun } = holder;
  if (!isVisible(holder)) return (await ageMs(path)) < abandonedMs;
  if (pid === process.pid) return held.has(id);
  if (pid <= 0) return false;
  try {
    process.kill(pid, 0);
    const now = processInfo(pid);
    return now === undefined || (!now.isDefunct && (begun ?? now.begun) === now.begun);
  } catch (error) {
    return codeOf(error) !== "ESRCH";
  }
}

/** Whether the process number of the holder refers to the process table of this process. */
export function isVisible({ host, processTable: table }: LockHolder): boolean {
  return host === hostname() && (table === undefined || table === processTable);
}

/** Returns the code of a system error. */
export function codeOf(error: unknown): string | undefined {
  return (error as NodeJS.ErrnoException).code;
}

/** Returns the time since the last renewal by the clock of the file system, which all processes share. */
async function ageMs(path: string): Promise<number> {
  const probe = `${path}.${randomUUID()}.probe`;
  await writeFile(probe, "", { flag: "wx", mode: 0o600 });
  try {
    return (await stat(probe)).mtimeMs - (await stat(path)).mtimeMs;
  } catch (error) {
    if (codeOf(error) === "ENOENT") return 0;
    throw error;
  } finally {
    await rm(probe, { force: true });
  }
}

/** Process numbers are comparable only within one boot and one process namespace; Linux only. */
const processTable = processTableOf();

function processTableOf(): string | undefined {
  try {
    const boot = readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim();
    return `${boot} ${readlinkSync("/proc/self/ns/pid")}`;
  } catch {
    return undefined;
  }
}

interface ProcessInfo {
  readonly isDefunct: boolean;
  readonly begun: string | undefined;
}

/** Returns what the system reports about a process; undefined on other systems than Linux. */
function processInfo(pid: number): ProcessInfo | undefined {
  try {
    // After the name, which may contain anything: the state, and the start time as the 20th field.
    const [, fields = ""] = /.*\) (.*)/s.exec(readFileSync(`/proc/${pid}/stat`, "latin1")) ?? [];
    const words = fields.split(" ");
    // A killed process keeps its number until its parent collects it, which may never happen in a container.
    return { isDefunct: words[0] === "Z" || words[0] === "X", begun: words[19] };
  } catch {
    return undefined;
  }
}
