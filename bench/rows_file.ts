/** NDJSON inputs of the benchmark, written row by row so that its own memory stays small. */
import { once } from "node:events";
import { createWriteStream } from "node:fs";
import { join } from "node:path";
import { finished } from "node:stream/promises";
import { rowsOf } from "./input.js";

/** Writes that many rows to a file and returns its path. */
export async function writeRows(folder: string, rows: number): Promise<string> {
  const path = join(folder, `${rows}.ndjson`);
  const file = createWriteStream(path);
  for (const row of rowsOf(rows)) {
    if (!file.write(`${JSON.stringify(row)}\n`)) await once(file, "drain");
  }
  await finished(file.end());
  return path;
}
