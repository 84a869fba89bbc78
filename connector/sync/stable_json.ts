/** Digests values independently of the order of their properties. */
import { createHash } from "node:crypto";
import { isObject } from "../contract/json_pointer.js";

/** Returns JSON with the properties of every object in alphabetical order. */
export function stableJson(value: unknown): string {
  return JSON.stringify(value, (_name, part: unknown) =>
    isObject(part) ? Object.fromEntries(Object.entries(part).toSorted(byName)) : part,
  );
}

/** Returns the SHA-256 of the lines in alphabetical order, in hexadecimal digits. */
export function digestOfLines(lines: readonly string[]): string {
  const hash = createHash("sha256");
  for (const line of lines.toSorted()) hash.update(line).update("\n");
  return hash.digest("hex");
}

function byName([a]: [string, unknown], [b]: [string, unknown]): number {
  return a < b ? -1 : 1;
}
