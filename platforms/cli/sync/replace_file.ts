/** Replaces a file as a whole, readable by its owner only. */
import { randomUUID } from "node:crypto";
import { open, rename, rm } from "node:fs/promises";
import { lostOutput } from "../../shared/messages.js";
import { lostFileHints } from "./messages.js";

/** A process that dies meanwhile leaves the old file. @throws ConnectorError OutputWriteFailed */
export async function replaceFile(path: string, text: string): Promise<void> {
  const part = `${path}.${randomUUID()}.part`;
  try {
    const file = await open(part, "wx", 0o600);
    try {
      await file.writeFile(text);
      await file.datasync();
    } finally {
      await file.close();
    }
    await rename(part, path);
  } catch (error) {
    await rm(part, { force: true });
    throw lostOutput(path, error, lostFileHints.progress);
  }
}
