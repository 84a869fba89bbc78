/** Reads small text files: configurations, secrets and keys. */
import { constants } from "node:fs";
import { open } from "node:fs/promises";
import { readFault, textFaults } from "../messages.js";
import { configFaults } from "./messages.js";

/** Why a file cannot be used, as a text that follows its name. */
export class FileFault extends Error {
  override readonly name = "FileFault";
  /** Whether there is no such file. */
  readonly isMissing: boolean;

  constructor(message: string, isMissing = false) {
    super(message);
    this.isMissing = isMissing;
  }
}

/** Reads a small text file. Throws FileFault. */
export type ReadText = (path: string, maxBytes: number) => Promise<string>;

/** Returns the text of a regular file. A pipe is rejected, because it can be read only once. */
export const readSmallFile: ReadText = async (path, maxBytes) => {
  const bytes = await readSmallBytes(path, maxBytes);
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    throw new FileFault(textFaults.notUtf8);
  }
};

/** @throws FileFault */
async function readSmallBytes(path: string, maxBytes: number): Promise<Buffer> {
  try {
    return await contentOf(path, maxBytes);
  } catch (error) {
    if (error instanceof FileFault) throw error;
    throw new FileFault(readFault(error), missing.has((error as NodeJS.ErrnoException).code));
  }
}

/** Bytes that are read at once. Most files are shorter. */
const pieceBytes = 16 * 1024;

/** Codes of a path without a file. */
const missing: ReadonlySet<string | undefined> = new Set(["ENOENT", "ENOTDIR"]);

async function contentOf(path: string, maxBytes: number): Promise<Buffer> {
  // Opening a pipe would wait for its writer.
  const file = await open(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
  try {
    const found = await file.stat();
    if (found.isDirectory()) throw Object.assign(new Error("folder"), { code: "EISDIR" });
    if (!found.isFile()) throw new FileFault(configFaults.notAFile);
    const pieces: Buffer[] = [];
    let length = 0;
    for (;;) {
      const { bytesRead, buffer } = await file.read(Buffer.alloc(pieceBytes), 0, pieceBytes, length);
      length += bytesRead;
      if (length > maxBytes) throw new FileFault(configFaults.tooLong(maxBytes));
      if (bytesRead === 0) return Buffer.concat(pieces, length);
      pieces.push(buffer.subarray(0, bytesRead));
    }
  } finally {
    await file.close();
  }
}
