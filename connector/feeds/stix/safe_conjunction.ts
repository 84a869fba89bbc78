/**
 * Recognizes the two kinds of AND that one value represents: a hash with other tests of the same file, and a value with a
 * test of its type.
 */
import type { Comparison, ObjectPath, Test } from "../../stix/ast.js";
import { nameOfPath } from "../../stix/comparisons.js";
import { hostKind, isFileHash, kindAt, type PathKind } from "./observed_paths.js";

/**
 * Returns the comparisons that represent all tests together; undefined if none does.
 * @param allHashes - return every hash of a file instead of the best one
 */
export function safePartsOf(tests: readonly Test[], allHashes: boolean): readonly Comparison[] | undefined {
  const parts = tests.flatMap(partsOfAnd);
  return hashesOfFile(parts, allHashes) ?? valueOfType(parts);
}

function partsOfAnd(test: Test): readonly Test[] {
  return test.kind === "and" ? test.parts.flatMap(partsOfAnd) : [test];
}

function hashesOfFile(tests: readonly Test[], allHashes: boolean): readonly Comparison[] | undefined {
  const hashes = tests.filter(isSelecting).filter(({ path }) => isFileHash(kindAt(path)));
  const [first] = hashes;
  if (first === undefined || !tests.every((test) => isAbout(test, first.path.type))) return undefined;
  if (tests.some(excludes)) return undefined;
  const kinds = hashes.map(({ path }) => kindAt(path));
  // Two values of one algorithm are never the same file.
  if (new Set(kinds).size < kinds.length) return undefined;
  if (allHashes) return hashes;
  const best = bestFirst.find((kind) => kinds.includes(kind));
  return hashes.filter(({ path }) => kindAt(path) === best);
}

const bestFirst: readonly PathKind[] = ["sha256", "sha1", "md5"];

function isSelecting(test: Test): test is Comparison {
  return test.kind === "compare" && !test.not && (test.operator === "=" || test.operator === "IN");
}

const excluding: ReadonlySet<string> = new Set(["!=", "<", "<=", ">", ">="]);

/** Returns true for a test that excludes files with the hash, so that a row would match more than the pattern. */
function excludes(test: Test): boolean {
  if ("parts" in test) return test.parts.some(excludes);
  return test.not || (test.kind === "compare" && excluding.has(test.operator));
}

function isAbout(test: Test, type: string): boolean {
  return "parts" in test ? test.parts.every((part) => isAbout(part, type)) : test.path.type === type;
}

/** Types that a tested value can have, by kind. */
const kindsOfTypes: ReadonlyMap<string, PathKind> = new Map([
  ["ipv4-addr", "ip"],
  ["ipv6-addr", "ip"],
  ["domain-name", "domain"],
]);

function valueOfType(tests: readonly Test[]): readonly Comparison[] | undefined {
  const comparisons = tests.filter(isSelecting);
  const [value, ...others] = comparisons.filter(({ path }) => kindAt(path) !== undefined);
  if (comparisons.length < tests.length || value === undefined || others.length > 0) return undefined;
  const typePath = `${holderOf(value.path)}.type`;
  const isTyped = (test: Comparison): boolean =>
    nameOfPath(test.path) === typePath &&
    test.values.every(({ text }) =>
      value.values.every((one) => hostKind(one.text) === kindsOfTypes.get(text)),
    );
  return comparisons.every((test) => test === value || isTyped(test)) ? [value] : undefined;
}

/** Returns the path without its last step. */
function holderOf({ type, steps }: ObjectPath): string {
  return nameOfPath({ type, steps: steps.slice(0, -1) });
}
