/**
 * Splits a STIX pattern into the values that can be rows of their own. A row matches less exactly than a pattern, so a
 * value is taken only if the row matches what the pattern matches.
 */
import type { Reason } from "../feed_types.js";
import type { Comparison, Literal, Pattern, Test } from "../../stix/ast.js";
import { nameOfPath } from "../../stix/comparisons.js";
import { messages } from "./messages.js";
import { operatorsIn, pathsIn } from "./pattern_operators.js";
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
  const found = alternativesOf(pattern).flatMap((part) =>
    part.kind === "observation" ? testValues(part.test, allHashes) : [unsupported(part)],
  );
  return {
    values: found.flatMap((one) => ("kind" in one ? [one] : [])),
    leftOut: found.flatMap((one) => ("kind" in one ? [] : [one])),
  };
}

function alternativesOf(pattern: Pattern): readonly Pattern[] {
  return pattern.kind === "or" ? pattern.parts.flatMap(alternativesOf) : [pattern];
}

function testValues(test: Test, allHashes: boolean): readonly (PatternValue | Reason)[] {
  if (test.kind === "or") return test.parts.flatMap((part) => testValues(part, allHashes));
  if (test.kind === "compare") return comparisonValues(test);
  const safe = test.kind === "and" ? safePartsOf(test.parts, allHashes) : undefined;
  return safe?.flatMap(comparisonValues) ?? [unsupported(test)];
}

function comparisonValues(test: Comparison): readonly (PatternValue | Reason)[] {
  const name = nameOfPath(test.path);
  if (operatorsIn(test).length > 0) return [unsupported(test)];
  const kind = kindAt(test.path);
  if (kind === undefined) return [messages.typeUnsupported(name)];
  return test.values.length === 0
    ? [messages.emptyList(name)]
    : test.values.map((value) => valueOf(kind, value));
}

function valueOf(kind: PathKind, { type, text }: Literal): PatternValue | Reason {
  return type === "text" ? { kind, text } : messages.notText(text);
}

function unsupported(part: Pattern | Test): Reason {
  return messages.unsupported(operatorsIn(part), pathsIn(part));
}
