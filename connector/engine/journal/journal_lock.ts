/** Lets one process at a time use a journal: a file next to the journal names that process. */
import { constants } from "node:fs";
import { type FileHandle, open, rename, rm, writeFile } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";
import type { ConnectorError } from "../../contract/errors.js";
import {
  abandonedMs,
  codeOf,
  forgetHolder,
  isAlive,
  isVisible,
  type LockHolder,
  newHolder,
  tornHolder,
} from "./lock_holder.js";
import { journalErrors } from "./messages.js";

/** A lock that is held. */
export interface JournalLock {
  release(): Promise<void>;
}

/** A lock that is being written may be empty for this long, in milliseconds. After that, its writer is dead. */
const tornMs = 400;
/** How often a lock that is held is renewed, in milliseconds. */
const renewMs = 5_000;

/**
 * Acquires the lock. Takes over the lock of a dead process. Throws JournalInUse, JournalUnwritable and the errors of
 * the file system.
 * @param everyMs - how often the lock is renewed, in milliseconds
 */
export async function lockJournal(path: string, everyMs = renewMs): Promise<JournalLock> {
  const own = newHolder();
  let lock: FileHandle;
  try {
    await acquire(path, own);
    lock = await open(path, "r+");
  } catch (error) {
    forgetHolder(own);
    throw error;
  }
  const renewal = setInterval(() => void renew(lock, own), everyMs);
  renewal.unref();
  return {
    async release() {
      clearInterval(renewal);
      await lock.close().catch(() => {});
      forgetHolder(own);
      if ((await holderOf(path))?.id === own.id) await rm(path, { force: true });
    },
  };
}

/**
 * If several processes find the same dead holder, the one that acquires the lock named after that holder replaces it,
 * provided that the lock of the dead holder still exists then. That process may die too: its lock is a lock like any
 * other.
 */
async function acquire(path: string, own: LockHolder): Promise<void> {
  while (!(await create(path, own))) {
    const holder = await holderOf(path);
    if (holder === undefined) continue;
    if (await isAlive(holder, path)) throw inUse(path, holder);
    const succession = `${path}.${holder.id}`;
    await acquire(succession, own);
    try {
      if ((await holderOf(path))?.id !== holder.id) continue;
      await replace(path, own);
      return;
    } finally {
      await rm(succession, { force: true });
    }
  }
}

/** Returns false if the lock exists. */
async function create(path: string, own: LockHolder): Promise<boolean> {
  try {
    await writeFile(path, JSON.stringify(own), { flag: "wx", mode: 0o600 });
    return true;
  } catch (error) {
    if (codeOf(error) === "EEXIST") return false;
    throw error;
  }
}

async function replace(path: string, own: LockHolder): Promise<void> {
  const written = `${path}.${own.id}.new`;
  await writeFile(written, JSON.stringify(own), { flag: "wx", mode: 0o600 });
  await rename(written, path);
}

/** Updates the time of the last write, which processes of other containers and machines can read. */
async function renew(lock: FileHandle, own: LockHolder): Promise<void> {
  await lock.write(JSON.stringify(own), 0).catch(() => {});
}

/** Longest lock that is read, in bytes. */
const maxLockBytes = 4096;

/** Throws JournalUnwritable for a link, a pipe or anything else that is not a regular file. */
async function readLock(path: string): Promise<string> {
  const handle = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK).catch(
    (error: unknown) => {
      throw codeOf(error) === "ELOOP" ? journalErrors.lockNotAFile(path) : error;
    },
  );
  try {
    if (!(await handle.stat()).isFile()) throw journalErrors.lockNotAFile(path);
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(maxLockBytes), 0, maxLockBytes, 0);
    return buffer.toString("utf8", 0, bytesRead);
  } finally {
    await handle.close();
  }
}

/** Returns undefined if the lock does not exist any more. */
async function holderOf(path: string): Promise<LockHolder | undefined> {
  for (let waitedMs = 0; ; waitedMs += 50) {
    try {
      const holder = JSON.parse(await readLock(path)) as Partial<LockHolder>;
      const { pid, host, id } = holder;
      if (typeof pid === "number" && typeof host === "string" && /^[\w-]+$/.test(id ?? ""))
        return holder as LockHolder;
    } catch (error) {
      if (codeOf(error) === "ENOENT") return undefined;
      if (!(error instanceof SyntaxError)) throw error;
    }
    if (waitedMs >= tornMs) return tornHolder();
    await sleep(50);
  }
}

function inUse(path: string, holder: LockHolder): ConnectorError {
  const { pid, host } = holder;
  if (isVisible(holder)) return journalErrors.inUse(path, pid);
  return journalErrors.inUseElsewhere(path, pid, host, abandonedMs / 1000);
}
