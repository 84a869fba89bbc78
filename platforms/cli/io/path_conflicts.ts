/** Keeps a command from overwriting a file that it reads. */
import { stat } from "node:fs/promises";
import { resolve } from "node:path";
import { fileErrors } from "./messages.js";

/**
 * Throws InvalidOption if two options name the same file.
 * @param paths - paths by the option that names them
 */
export async function assertDistinct(paths: Readonly<Record<string, string | undefined>>): Promise<void> {
  const seen = new Map<string, string>();
  for (const [option, path] of Object.entries(paths)) {
    if (path === undefined) continue;
    const file = await fileAt(path);
    if (file === undefined) continue;
    const other = seen.get(file);
    if (other !== undefined) throw fileErrors.sameFile(other, option, path);
    seen.set(file, option);
  }
}

/** Returns the real file of a path; undefined for a device or a pipe, which may be named twice. */
async function fileAt(path: string): Promise<string | undefined> {
  try {
    const found = await stat(path, { bigint: true });
    return found.isFile() ? `${found.dev}:${found.ino}` : undefined;
  } catch {
    return resolve(path);
  }
}
