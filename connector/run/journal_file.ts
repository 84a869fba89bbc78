/** A journal in the file system: for its owner only, and every line on disk before the run goes on. */
import { readSync } from "node:fs";
import { constants, type FileHandle, open } from "node:fs/promises";
import { dirname } from "node:path";
import { ConnectorError } from "../contract/errors.js";
import type { JournalFile } from "../contract/types.js";

/** Opens the file, making it where there is none, readable by its owner only. Throws JournalUnwritable. */
export async function openJournalFile(path: string): Promise<JournalFile> {
  try {
    const handle = await open(path, constants.O_RDWR | constants.O_CREAT | constants.O_APPEND, 0o600);
    await handle.chmod(0o600);
    const { size } = await handle.stat();
    if (size === 0) await syncFolder(dirname(path));
    return new FileOnDisk(path, handle, size);
  } catch (error) {
    throw unwritable(path, error);
  }
}

class FileOnDisk implements JournalFile {
  readonly size: number;
  readonly #path: string;
  readonly #handle: FileHandle;

  constructor(path: string, handle: FileHandle, size: number) {
    this.#path = path;
    this.#handle = handle;
    this.size = size;
  }

  read(from: number, length: number): Uint8Array {
    const bytes = Buffer.allocUnsafe(length);
    const read = readSync(this.#handle.fd, bytes, 0, length, from);
    return bytes.subarray(0, read);
  }

  async truncate(size: number): Promise<void> {
    await this.#attempt(() => this.#handle.truncate(size));
  }

  async append(text: string): Promise<void> {
    await this.#attempt(async () => {
      await this.#handle.appendFile(text);
      await this.#handle.datasync();
    });
  }

  async close(): Promise<void> {
    await this.#handle.close();
  }

  async #attempt(work: () => Promise<unknown>): Promise<void> {
    try {
      await work();
    } catch (error) {
      throw unwritable(this.#path, error);
    }
  }
}

/** Without it, a new file's name may be lost with the power. Not every system lets a folder be opened. */
async function syncFolder(path: string): Promise<void> {
  const folder = await open(path).catch(() => undefined);
  await folder?.sync().catch(() => {});
  await folder?.close();
}

function unwritable(path: string, error: unknown): ConnectorError {
  const { code = "unknown reason" } = error as NodeJS.ErrnoException;
  return new ConnectorError("JournalUnwritable", `The journal ${path} cannot be written (${code}).`);
}
