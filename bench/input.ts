/** Inputs of the bench: the simulator's feed, hashes, domains, addresses and URLs, each with its expiry. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { type FeedRow, feed } from "../simulator/index.js";

/** An input of that many rows. */
export function inputOf(rows: number): { json_body: { Indicators: FeedRow[] } } {
  return { json_body: { Indicators: [...feed(rows)] } };
}

/** Writes it into a file and gives the path. */
export function writeInput(folder: string, rows: number): string {
  const path = join(folder, `${rows}.json`);
  writeFileSync(path, JSON.stringify(inputOf(rows)));
  return path;
}
