/** Finds the comparisons in a STIX pattern and checks whether there is only one. */
import type { Comparison, Literal, ObjectPath, Pattern, Test } from "./ast.js";

/** Returns every test of the pattern, in order. */
export function testsOf(pattern: Pattern): Exclude<Test, { parts: unknown }>[] {
  if (pattern.kind === "observation") return leavesOf(pattern.test);
  return pattern.kind === "qualified" ? testsOf(pattern.of) : pattern.parts.flatMap(testsOf);
}

function leavesOf(test: Test): Exclude<Test, { parts: unknown }>[] {
  return "parts" in test ? test.parts.flatMap(leavesOf) : [test];
}

/** Returns the path without quotes: `file:hashes.SHA-256`, `network-traffic:protocols[0]`. */
export function nameOfPath({ type, steps }: ObjectPath): string {
  const [first, ...rest] = steps.map((step) => ("name" in step ? `.${step.name}` : `[${step.index}]`));
  return `${type}:${first?.slice(1) ?? ""}${rest.join("")}`;
}

/** Returns a path name for comparisons. Spellings of hash algorithms and list indexes vary. */
export function comparableName(name: string): string {
  return name
    .replace(/\[\d+\]/g, "[*]")
    .replace(/(?<=[:.]hashes\.).*$/s, (algorithm) => algorithm.toLowerCase().replace(/[-_]/g, ""));
}

/** The values that are compared for equality at one path. */
export interface ValuesAt {
  /** Path in the form of {@link comparableName}. */
  readonly path: string;
  readonly values: readonly Literal[];
}

/** Returns all comparisons for equality, in order. */
export function equalities(pattern: Pattern): ValuesAt[] {
  return testsOf(pattern).flatMap((test) =>
    test.kind === "compare" && isEquality(test)
      ? [{ path: comparableName(nameOfPath(test.path)), values: test.values }]
      : [],
  );
}

function isEquality({ operator }: Comparison): boolean {
  return operator === "=" || operator === "!=" || operator === "IN";
}

/** Returns what the pattern contains besides one comparison with `=`; undefined if nothing. */
export function beyondOneValue(pattern: Pattern): string | undefined {
  if (pattern.kind === "qualified") return `a ${qualifierNames[pattern.qualifier.kind]} qualifier`;
  if (pattern.kind !== "observation")
    return `${pattern.parts.length} observations joined by ${keywordOf(pattern.kind)}`;
  const { test } = pattern;
  if ("parts" in test) return `${test.parts.length} tests joined by ${keywordOf(test.kind)}`;
  if (test.kind === "exists") return "EXISTS";
  if (test.not) return "NOT";
  return test.operator === "=" ? undefined : `the operator ${test.operator}`;
}

const qualifierNames = { startStop: "START … STOP", within: "WITHIN", repeats: "REPEATS" } as const;

function keywordOf(kind: "and" | "or" | "followedBy"): string {
  return kind.toUpperCase();
}

/** Returns the text as a pattern literal. */
export function quoted(text: string): string {
  return `'${text.replace(/['\\]/g, "\\$&")}'`;
}
