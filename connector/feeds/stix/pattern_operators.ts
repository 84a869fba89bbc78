/** Names the operators and paths of a part of a STIX pattern, for messages. */
import type { Pattern, Test } from "../../stix/ast.js";
import { nameOfPath } from "../../stix/comparisons.js";

const qualifiers = { startStop: "START … STOP", within: "WITHIN", repeats: "REPEATS" } as const;

/** Returns the operators that keep the part from becoming a row. Tests for equality are not among them. */
export function operatorsIn(part: Pattern | Test): readonly string[] {
  if (part.kind === "observation") return operatorsIn(part.test);
  if (part.kind === "qualified") return [...operatorsIn(part.of), qualifiers[part.qualifier.kind]];
  if (part.kind === "exists") return [part.not ? "NOT EXISTS" : "EXISTS"];
  if ("parts" in part) return [part.kind.toUpperCase(), ...part.parts.flatMap(operatorsIn)];
  const isEquality = !part.not && (part.operator === "=" || part.operator === "IN");
  return isEquality ? [] : [part.not ? `NOT ${part.operator}` : part.operator];
}

/** Returns the paths that the part tests. */
export function pathsIn(part: Pattern | Test): readonly string[] {
  if (part.kind === "observation") return pathsIn(part.test);
  if (part.kind === "qualified") return pathsIn(part.of);
  return "parts" in part ? part.parts.flatMap(pathsIn) : [nameOfPath(part.path)];
}
