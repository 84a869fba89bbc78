/**
 * Splits a STIX pattern into the values that can be rows of their own. A row matches less exactly than a pattern, so a
 * value is taken only if the row matches what the pattern matches.
 */
import type { Comparison, Literal, Pattern, Test } from "../../stix/ast.js";
import { nameOfPath } from "../../stix/comparisons.js";
import type { Reason } from "../observe.js";
import { messages } from "./messages.js";
import { kindAt, type PathKind } from "./observed_paths.js";
import { safePartsOf } from "./safe_conjunction.js";

/** A value of a pattern. */
export interface PatternValue {
  readonly kind: PathKind;
  readonly text: string;
}

/** The alternatives of a pattern: values, and why the others are left out. */
export interface PatternValues {
  readonly values: readonly PatternValue[];
  readonly leftOut: readonly Reason[];
}

/** Returns the alternatives of a pattern. @param allHashes - take every hash of a file instead of the best one */
export function patternValues(pattern: Pattern, allHashes: boolean): PatternValues {
  const values: PatternValue[] = [];
  const leftOut: Reason[] = [];
  for (const part of alternativesOf(pattern)) {
    const found = part.kind === "observation" ? testValues(part.test, allHashes) : [messages.joined(part)];
    for (const one of found)
      if ("code" in one) leftOut.push(one);
      else values.push(one);
  }
  return { values, leftOut };
}

function alternativesOf(pattern: Pattern): readonly Pattern[] {
  return pattern.kind === "or" ? pattern.parts.flatMap(alternativesOf) : [pattern];
}

function testValues(test: Test, allHashes: boolean): readonly (PatternValue | Reason)[] {
  if (test.kind === "or") return test.parts.flatMap((part) => testValues(part, allHashes));
  if (test.kind === "exists")
    return [messages.operator(test.not ? "NOT EXISTS" : "EXISTS", nameOfPath(test.path))];
  if (test.kind === "compare") return comparisonValues(test);
  const safe = safePartsOf(test.parts, allHashes);
  return safe === undefined ? [messages.and(test.parts, pathsIn)] : safe.flatMap(comparisonValues);
}

function pathsIn(test: Test): readonly string[] {
  return "parts" in test ? test.parts.flatMap(pathsIn) : [nameOfPath(test.path)];
}

function comparisonValues({ path, not, operator, values }: Comparison): readonly (PatternValue | Reason)[] {
  const name = nameOfPath(path);
  if (not) return [messages.operator(`NOT ${operator}`, name)];
  if (operator !== "=" && operator !== "IN") return [messages.operator(operator, name)];
  const kind = kindAt(path);
  if (kind === undefined) return [messages.typeUnsupported(name)];
  return values.length === 0 ? [messages.emptyList(name)] : values.map((value) => valueOf(kind, value));
}

function valueOf(kind: PathKind, { type, text }: Literal): PatternValue | Reason {
  return type === "text" ? { kind, text } : messages.notText(text);
}
