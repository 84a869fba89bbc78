/** Inputs of the bench: the simulator's feed in all its types, with every field of the action document filled in. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { feed } from "../simulator/index.js";

/** What a playbook adds to value, type, action, title and expiry. */
const furtherFields = {
  application: "threat-intelligence-platform",
  source: "weekly feed",
  sourceType: "AadApp",
  description: "Seen in a phishing campaign against finance departments; first stage of the loader.",
  recommendedActions: "Isolate the device, collect an investigation package and reset the user's sessions.",
  rbacGroupNames: ["Workstations Europe", "Servers"],
};

/** That many rows. */
export function* rowsOf(rows: number): Generator<object> {
  for (const row of feed(rows)) yield { ...row, ...furtherFields };
}

/** An input of that many rows. */
export function inputOf(rows: number): { json_body: { Indicators: object[] } } {
  return { json_body: { Indicators: [...rowsOf(rows)] } };
}

/** Writes it into a file and gives the path. */
export function writeInput(folder: string, rows: number): string {
  const path = join(folder, `${rows}.json`);
  writeFileSync(path, JSON.stringify(inputOf(rows)));
  return path;
}
