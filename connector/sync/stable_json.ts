/** Digests values independently of the order of their properties. */
import { createHash } from "node:crypto";
import { isObject } from "../contract/json_pointer.js";
import { eachInTurns, sortedInTurns } from "../engine/in_turns.js";

/** Returns JSON with the properties of every object in alphabetical order. @param value - plain data of bounded depth */
export function stableJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(stableJson).join()}]`;
  if (!isObject(value)) return JSON.stringify(value) ?? "null";
  const names = Object.keys(value).toSorted();
  return `{${names.map((name) => `${JSON.stringify(name)}:${stableJson(value[name])}`).join()}}`;
}

/** Returns the SHA-256 of the lines in alphabetical order, in hexadecimal digits. */
export async function digestOfLines(lines: readonly string[]): Promise<string> {
  const hash = createHash("sha256");
  const sorted = await sortedInTurns(lines, byText);
  await eachInTurns(sorted, (line) => void hash.update(line).update("\n"));
  return hash.digest("hex");
}

/** Orders texts by their UTF-16 code units. */
export function byText(a: string, b: string): number {
  return a === b ? 0 : a < b ? -1 : 1;
}
