/** One process at a time: a file beside the journal names the one that uses it. */
import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import { readFile, rename, rm, writeFile } from "node:fs/promises";
import { hostname } from "node:os";
import { setTimeout as sleep } from "node:timers/promises";
import { ConnectorError } from "../contract/errors.js";

/** Who holds a lock. */
interface Holder {
  readonly pid: number;
  readonly host: string;
  /** Another one for each lock that is taken. */
  readonly id: string;
  /** When the process began, where the system tells: another one may have its number by now. */
  readonly begun?: string | undefined;
}

/** A lock that is held. */
export interface JournalLock {
  release(): Promise<void>;
}

/** A lock that is just being written is empty for a moment, in milliseconds; longer, and its writer died over it. */
const tornMs = 400;

/** Locks of this process: its number may be that of a process before it that was killed. */
const held = new Set<string>();

/** Takes the lock; that of a process which is gone is taken over. Throws JournalInUse, and what the file system throws. */
export async function lockJournal(path: string): Promise<JournalLock> {
  const { begun } = seen(process.pid) ?? {};
  const mine: Holder = { pid: process.pid, host: hostname(), id: randomUUID(), begun };
  held.add(mine.id);
  try {
    await take(path, mine);
  } catch (error) {
    held.delete(mine.id);
    throw error;
  }
  return {
    async release() {
      held.delete(mine.id);
      if ((await holderOf(path))?.id === mine.id) await rm(path, { force: true });
    },
  };
}

/**
 * Of several that find the same dead holder, the one that gets the lock named after that holder replaces it, if the
 * dead one's lock is still there then. A process may die over that too: it is a lock like any other.
 */
async function take(path: string, mine: Holder): Promise<void> {
  while (!(await create(path, mine))) {
    const holder = await holderOf(path);
    if (holder === undefined) continue;
    if (isAlive(holder)) throw inUse(path, holder);
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
async function create(path: string, mine: Holder): Promise<boolean> {
  try {
    await writeFile(path, JSON.stringify(mine), { flag: "wx", mode: 0o600 });
    return true;
  } catch (error) {
    if (codeOf(error) === "EEXIST") return false;
    throw error;
  }
}

async function replace(path: string, mine: Holder): Promise<void> {
  const written = `${path}.${mine.id}.new`;
  await writeFile(written, JSON.stringify(mine), { flag: "wx", mode: 0o600 });
  await rename(written, path);
}

/** undefined where there is no lock any more. */
async function holderOf(path: string): Promise<Holder | undefined> {
  for (let waitedMs = 0; ; waitedMs += 50) {
    try {
      const holder = JSON.parse(await readFile(path, "utf8")) as Partial<Holder>;
      const { pid, host, id } = holder;
      if (typeof pid === "number" && typeof host === "string" && /^[\w-]+$/.test(id ?? ""))
        return holder as Holder;
    } catch (error) {
      if (codeOf(error) === "ENOENT") return undefined;
      if (!(error instanceof SyntaxError)) throw error;
    }
    if (waitedMs >= tornMs) return { pid: 0, host: hostname(), id: "torn" };
    await sleep(50);
  }
}

/** Nobody can tell of a process on another machine. */
function isAlive({ pid, host, id, begun }: Holder): boolean {
  if (host !== hostname()) return true;
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

/** What the system tells of a process; undefined where it tells nothing: Linux only. */
function seen(pid: number): { readonly isDefunct: boolean; readonly begun: string | undefined } | undefined {
  try {
    // Behind the name, which may hold anything: the state, and as the 20th word the time of the start.
    const [, told = ""] = /.*\) (.*)/s.exec(readFileSync(`/proc/${pid}/stat`, "latin1")) ?? [];
    const words = told.split(" ");
    // A killed process keeps its number until its parent asks for it, which in a container may be never.
    return { isDefunct: words[0] === "Z" || words[0] === "X", begun: words[19] };
  } catch {
    return undefined;
  }
}

function inUse(path: string, { pid, host }: Holder): ConnectorError {
  const who = host === hostname() ? `process ${pid}` : `process ${pid} on ${host}`;
  return new ConnectorError("JournalInUse", `The journal is in use by ${who}, as ${path} says.`);
}

function codeOf(error: unknown): string | undefined {
  return (error as NodeJS.ErrnoException).code;
}
