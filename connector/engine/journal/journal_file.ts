/** A journal in the file system: readable by its owner only, with every line on disk before the run continues. */
import { readSync, type Stats } from "node:fs";
import { constants, type FileHandle, open, realpath, rm, stat } from "node:fs/promises";
import { dirname } from "node:path";
import { type ConnectorError, isConnectorError } from "../../contract/errors.js";
import type { JournalFile } from "../../contract/types.js";
import { type JournalLock, lockJournal } from "./journal_lock.js";
import { journalErrors, journalWarnings, notARegularFile } from "./messages.js";

/**
 * Opens the file for this process alone. Creates it if necessary, readable by its owner only. An existing file keeps
 * its mode until it is written. Throws JournalInUse and JournalUnwritable.
 */
export async function openJournalFile(path: string): Promise<JournalFile> {
  for (;;) {
    const journal = await openOnce(path);
    if (journal !== undefined) return journal;
  }
}

/** Returns undefined if another process replaced or deleted the file before it was locked. */
async function openOnce(path: string): Promise<JournalFile | undefined> {
  const release: (() => Promise<void>)[] = [];
  try {
    const handle = await open(path, constants.O_RDWR | constants.O_CREAT | constants.O_APPEND, 0o600);
    release.unshift(() => handle.close());
    if (!(await handle.stat()).isFile()) throw new Error(notARegularFile);
    const target = await realpathOrNone(path);
    if (target === undefined) return await releaseAll(release);
    const lock = await lockJournal(`${target}.lock`);
    release.push(() => lock.release());
    const stats = await handle.stat();
    if (!(await isAt(path, stats))) return await releaseAll(release);
    if (stats.size === 0) await syncFolder(dirname(path));
    return new FileOnDisk(path, handle, stats, lock);
  } catch (error) {
    await releaseAll(release);
    throw isConnectorError(error) ? error : unwritable(path, error);
  }
}

async function releaseAll(release: readonly (() => Promise<void>)[]): Promise<undefined> {
  for (const one of release) await one().catch(() => {});
}

/** Returns undefined if the file does not exist any more. */
function realpathOrNone(path: string): Promise<string | undefined> {
  return realpath(path).catch(ifMissing(undefined));
}

/** Whether the opened file is still the one at that path. */
async function isAt(path: string, { dev, ino, nlink }: Stats): Promise<boolean> {
  const there = await stat(path).catch(ifMissing(undefined));
  return nlink > 0 && there !== undefined && there.ino === ino && there.dev === dev;
}

function ifMissing<T>(value: T): (error: NodeJS.ErrnoException) => T {
  return (error) => {
    if (error.code === "ENOENT") return value;
    throw error;
  };
}

class FileOnDisk implements JournalFile {
  readonly size: number;
  readonly warning: string | undefined;
  readonly #path: string;
  readonly #handle: FileHandle;
  readonly #lock: JournalLock;
  #isOwn = false;

  constructor(path: string, handle: FileHandle, stats: Stats, lock: JournalLock) {
    this.#path = path;
    this.#handle = handle;
    this.size = stats.size;
    this.warning = stats.size === 0 ? undefined : warningOf(path, stats);
    this.#lock = lock;
  }

  read(from: number, length: number): Uint8Array {
    const bytes = Buffer.allocUnsafe(length);
    const read = readSync(this.#handle.fd, bytes, 0, length, from);
    return bytes.subarray(0, read);
  }

  async truncate(size: number): Promise<void> {
    await this.#attempt(async () => {
      await this.#makeOwn();
      await this.#handle.truncate(size);
    });
  }

  async append(text: string): Promise<void> {
    await this.#attempt(async () => {
      await this.#makeOwn();
      await this.#handle.appendFile(text);
      await this.#handle.datasync();
    });
  }

  async close(): Promise<void> {
    try {
      await this.#handle.close();
    } finally {
      await this.#lock.release();
    }
  }

  async remove(): Promise<void> {
    try {
      await this.#attempt(() => rm(this.#path, { force: true }));
    } finally {
      await this.close();
    }
  }

  /** Called before the first write, when the file is known to be a journal or empty. */
  async #makeOwn(): Promise<void> {
    if (!this.#isOwn) await this.#handle.chmod(0o600);
    this.#isOwn = true;
  }

  async #attempt(work: () => Promise<unknown>): Promise<void> {
    try {
      await work();
    } catch (error) {
      throw unwritable(this.#path, error);
    }
  }
}

/** A file that other users can write is not trusted. On Windows, mode bits do not show who has access. */
function warningOf(path: string, { mode, uid }: Stats): string | undefined {
  if (process.platform === "win32") return undefined;
  const isForeign = uid !== process.getuid?.();
  if (!isForeign && (mode & 0o022) === 0) return undefined;
  return journalWarnings.writableByOthers(path, isForeign);
}

/** Without this, a power failure may lose the name of a new file. Not every system can open a folder. */
async function syncFolder(path: string): Promise<void> {
  const folder = await open(path).catch(() => undefined);
  await folder?.sync().catch(() => {});
  await folder?.close();
}

function unwritable(path: string, error: unknown): ConnectorError {
  const { code, message } = error as NodeJS.ErrnoException;
  return journalErrors.unwritable(path, code ?? message);
}
