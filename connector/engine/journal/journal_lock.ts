/** One process at a time: a file next to the journal names the process that uses it. */
import { randomUUID } from "node:crypto";
import { constants, readFileSync, readlinkSync } from "node:fs";
import { type FileHandle, open, rename, rm, stat, writeFile } from "node:fs/promises";
import { hostname } from "node:os";
import { setTimeout as sleep } from "node:timers/promises";
import { ConnectorError } from "../../contract/errors.js";

/** Who holds a lock. */
interface Principal {
  readonly pid: number;
  readonly host: string;
  /** Another one for each lock that is taken. */
  readonly id: string;
  /** When the process began, if the system says so: another one may have its number by now. */
  readonly begun?: string | undefined;
  /** Boot of the machine and process table in which the number counts; containers share a host name, not these. */
  readonly processTable?: string | undefined;
}

/** A lock that is held. */
export interface JournalLock {
  release(): Promise<void>;
}

/** A lock that is just being written is empty for a moment, in milliseconds; longer, and its writer died over it. */
const tornMs = 400;
/** How often a lock that is held is renewed, in milliseconds. */
const renewMs = 5_000;
/** A lock of another process table that was not renewed for this long belongs to a dead process, in milliseconds. */
const abandonedMs = 60_000;

/** Locks of this process: its number may be that of a process before it that was killed. */
const held = new Set<string>();

/**
 * Takes the lock; the lock of a process that is gone is taken over. Throws JournalInUse, JournalUnwritable, and what
 * the file system throws.
 * @param everyMs how often the lock is renewed
 */
export async function lockJournal(path: string, everyMs = renewMs): Promise<JournalLock> {
  const { begun } = seen(process.pid) ?? {};
  const mine: Principal = { pid: process.pid, host: hostname(), id: randomUUID(), begun, processTable };
  held.add(mine.id);
  let lock: FileHandle;
  try {
    await take(path, mine);
    lock = await open(path, "r+");
  } catch (error) {
    held.delete(mine.id);
    throw error;
  }
  const renewal = setInterval(() => void renew(lock, mine), everyMs);
  renewal.unref();
  return {
    async release() {
      clearInterval(renewal);
      await lock.close().catch(() => {});
      held.delete(mine.id);
      if ((await holderOf(path))?.id === mine.id) await rm(path, { force: true });
    },
  };
}

/**
 * Of several that find the same dead holder, the one that gets the lock named after that holder replaces it, if the
 * dead one's lock is still there then. A process may die over that too: it is a lock like any other.
 */
async function take(path: string, mine: Principal): Promise<void> {
  while (!(await create(path, mine))) {
    const holder = await holderOf(path);
    if (holder === undefined) continue;
    if (await isAlive(holder, path)) throw inUse(path, holder);
    const succession = `${path}.${holder.id}`;
    await take(succession, mine);
    try {
      if ((await holderOf(path))?.id !== holder.id) continue;
      await replace(path, mine);
      return;
    } finally {
      await rm(succession, { force: true });
    }
  }
}

/** False where there is one. */
async function create(path: string, mine: Principal): Promise<boolean> {
  try {
    await writeFile(path, JSON.stringify(mine), { flag: "wx", mode: 0o600 });
    return true;
  } catch (error) {
    if (codeOf(error) === "EEXIST") return false;
    throw error;
  }
}

async function replace(path: string, mine: Principal): Promise<void> {
  const written = `${path}.${mine.id}.new`;
  await writeFile(written, JSON.stringify(mine), { flag: "wx", mode: 0o600 });
  await rename(written, path);
}

/** The time of the last write is the sign of life that processes of other containers and machines can see. */
async function renew(lock: FileHandle, mine: Principal): Promise<void> {
  await lock.write(JSON.stringify(mine), 0).catch(() => {});
}

/** Longest lock that is read, in bytes. */
const maxLockBytes = 4096;

/** Throws JournalUnwritable for a link, a pipe or anything else that is not a regular file. */
async function readLock(path: string): Promise<string> {
  const handle = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK).catch(
    (error: unknown) => {
      throw codeOf(error) === "ELOOP" ? notALock(path) : error;
    },
  );
  try {
    if (!(await handle.stat()).isFile()) throw notALock(path);
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(maxLockBytes), 0, maxLockBytes, 0);
    return buffer.toString("utf8", 0, bytesRead);
  } finally {
    await handle.close();
  }
}

/** Returns undefined if the lock does not exist any more. */
async function holderOf(path: string): Promise<Principal | undefined> {
  for (let waitedMs = 0; ; waitedMs += 50) {
    try {
      const holder = JSON.parse(await readLock(path)) as Partial<Principal>;
      const { pid, host, id } = holder;
      if (typeof pid === "number" && typeof host === "string" && /^[\w-]+$/.test(id ?? ""))
        return holder as Principal;
    } catch (error) {
      if (codeOf(error) === "ENOENT") return undefined;
      if (!(error instanceof SyntaxError)) throw error;
    }
    if (waitedMs >= tornMs) return { pid: 0, host: hostname(), id: "torn", processTable };
    await sleep(50);
  }
}

/** A process of another machine or container cannot be seen: it is alive as long as it renews its lock. */
async function isAlive(holder: Principal, path: string): Promise<boolean> {
  const { pid, id, begun } = holder;
  if (!isVisible(holder)) return (await ageMs(path)) < abandonedMs;
  if (pid === process.pid) return held.has(id);
  if (pid <= 0) return false;
  try {
    process.kill(pid, 0);
    const now = seen(pid);
    return now === undefined || (!now.isDefunct && (begun ?? now.begun) === now.begun);
  } catch (error) {
    return codeOf(error) !== "ESRCH";
  }
}

/** Whether the process of that number is the holder's, if there is one. */
function isVisible({ host, processTable: table }: Principal): boolean {
  return host === hostname() && (table === undefined || table === processTable);
}

/** Time since the last renewal by the clock of the file system, which all who share the folder have in common. */
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

/** What the system says about a process; undefined if it says nothing: Linux only. */
function seen(pid: number): { readonly isDefunct: boolean; readonly begun: string | undefined } | undefined {
  try {
    // Behind the name, which may hold anything: the state, and as the 20th word the time of the start.
    const [, events = ""] = /.*\) (.*)/s.exec(readFileSync(`/proc/${pid}/stat`, "latin1")) ?? [];
    const words = events.split(" ");
    // A killed process keeps its number until its parent asks for it, which in a container may be never.
    return { isDefunct: words[0] === "Z" || words[0] === "X", begun: words[19] };
  } catch {
    return undefined;
  }
}

function inUse(path: string, holder: Principal): ConnectorError {
  const { pid, host } = holder;
  const who = isVisible(holder)
    ? `process ${pid}`
    : `process ${pid} on ${host}, in another container or on another machine`;
  const until = isVisible(holder)
    ? ""
    : ` If that process is gone, the lock expires ${abandonedMs / 1000} seconds after its last renewal.`;
  return new ConnectorError("JournalInUse", `The journal is in use by ${who}, as ${path} says.${until}`);
}

function notALock(path: string): ConnectorError {
  return new ConnectorError("JournalUnwritable", `The lock ${path} is not a regular file. Remove it.`);
}

function codeOf(error: unknown): string | undefined {
  return (error as NodeJS.ErrnoException).code;
}
