/** Inputs of the benchmark: the simulator's feed of all types, with every field of the documentation filled in. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { feed } from "../simulator/index.js";

/** Fields that a playbook adds to value, type, action, title and expiry. */
const furtherFields = {
  application: "threat-intelligence-platform",
  source: "weekly feed",
  sourceType: "AadApp",
  description: "Seen in a phishing campaign against finance departments; first stage of the loader.",
  recommendedActions: "Isolate the device, collect an investigation package and reset the user's sessions.",
  rbacGroupNames: ["Workstations Europe", "Servers"],
};

export function* rowsOf(rows: number): Generator<object> {
  for (const row of feed(rows)) yield { ...row, ...furtherFields };
}

/** Returns an import of that many rows. */
export function inputOf(rows: number): { json_body: { Indicators: object[] } } {
  return { json_body: { Indicators: [...rowsOf(rows)] } };
}

/** Writes an import to a file and returns its path. */
export function writeInput(folder: string, rows: number): string {
  const path = join(folder, `${rows}.json`);
  writeFileSync(path, JSON.stringify(inputOf(rows)));
  return path;
}
