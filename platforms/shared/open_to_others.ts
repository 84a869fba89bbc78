/** Warns about a file with secrets that other users can read. */
import { stat } from "node:fs/promises";
import { openToOthers } from "./messages.js";

/** Receives warnings for the user. */
export type Warn = (code: string, message: string) => void;

/** Warns if other users can read the file, which contains a secret. */
export async function warnIfOpen(path: string, warn: Warn): Promise<void> {
  if (!(await isOpenToOthers(path))) return;
  warn("AssetFileReadableByOthers", openToOthers(path));
}

/** Windows stores access rights elsewhere: its mode bits have no meaning. */
async function isOpenToOthers(path: string): Promise<boolean> {
  return process.platform !== "win32" && ((await stat(path)).mode & 0o077) !== 0;
}
