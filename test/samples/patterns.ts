/** Checks the published examples of STIX patterns, and the patterns of all sample bundles. */
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parsePattern } from "../../connector/stix/pattern.js";
import { bundleOf } from "../scenarios/feeds/sources.js";
import { convert } from "./product.js";
import { print } from "./table.js";

/** Patterns of indicators in the sample bundles. */
const realPatterns = 5798;

/**
 * What becomes of each example of version 2.1, by its number from 1: the status, the code, and the number of rows.
 * The comment names what decides.
 */
export const examples: Readonly<
  Record<number, readonly [status: string, code: string | null, rows: number]>
> = {
  1: ["taken", null, 1], // one SHA-256
  2: ["skipped", "PatternUnsupported", 0], // MATCHES
  3: ["taken", null, 1], // a hash with another test of the same file
  4: ["skipped", "PatternUnsupported", 0], // AND of observations
  5: ["skipped", "PatternUnsupported", 0], // FOLLOWEDBY
  6: ["skipped", "PatternUnsupported", 0], // AND of observations
  7: ["skipped", "PatternUnsupported", 0], // MATCHES
  8: ["skipped", "PatternUnsupported", 0], // AND without a hash
  9: ["skipped", "PatternUnsupported", 0], // >
  10: ["skipped", "PatternUnsupported", 0], // AND without a hash
  11: ["changed", "SingleAddress", 1], // a type test, and a network of one address
  12: ["skipped", "PatternUnsupported", 0], // REPEATS
  13: ["skipped", "PatternUnsupported", 0], // AND of a name and its address
  14: ["taken", null, 2], // OR of URLs
  15: ["skipped", "PatternUnsupported", 0], // AND without a hash
  16: ["skipped", "TypeUnsupported", 0], // registry keys
  17: ["skipped", "PatternUnsupported", 0], // AND without a hash
  18: ["skipped", "PatternUnsupported", 0], // AND without a hash
  19: ["skipped", "TypeUnsupported", 0], // a USB device
  20: ["skipped", "PatternUnsupported", 0], // FOLLOWEDBY
  21: ["skipped", "PatternUnsupported", 0], // ISSUBSET
  22: ["skipped", "PatternUnsupported", 0], // AND within OR
  23: ["taken", null, 1], // one MD5
};

/** Returns the faults of the examples and of all patterns. */
export async function checkPatterns(root: string, work: string): Promise<string[]> {
  const examplesFile = "oasis-pattern-validator/stix2patterns/test/v21/spec_examples.txt";
  const older = linesOf(join(root, examplesFile.replace("v21", "v20")));
  return [
    ...unparsed("example", [...linesOf(join(root, examplesFile)), ...older]),
    ...parseAll(root),
    ...(await checkExamples(linesOf(join(root, examplesFile)), work)),
  ];
}

const linesOf = (file: string): string[] =>
  readFileSync(file, "utf8")
    .split("\n")
    .filter((line) => line.trim() !== "");

/** Converts the examples as a bundle that is made here. */
async function checkExamples(patterns: readonly string[], work: string): Promise<string[]> {
  const file = join(work, "examples.json");
  writeFileSync(file, bundleOf(...patterns));
  const { items } = await convert(file, join(work, "items.ndjson"));
  const faults = patterns.length === 23 ? [] : [`${patterns.length} examples instead of 23`];
  for (let number = 1; number <= Math.max(items.length, 23); number += 1) {
    const { status, code, rows, message } = items[number - 1] ?? {};
    const found = JSON.stringify([status, code, rows]);
    const expected = JSON.stringify(examples[number]);
    if (found !== expected) faults.push(`example ${number}: ${found} instead of ${expected}: ${message}`);
  }
  print(`${items.length} examples of patterns converted`);
  return faults;
}

function parseAll(root: string): string[] {
  const patterns = readdirSync(root, { recursive: true, encoding: "utf8" })
    .filter((name) => /\.(?:json|stix2)$/.test(name))
    .flatMap((name) => patternsOf(readFileSync(join(root, name), "utf8")));
  print(`${patterns.length} patterns of bundles parsed`);
  const count =
    patterns.length === realPatterns ? [] : [`${patterns.length} patterns instead of ${realPatterns}`];
  return [...count, ...unparsed("pattern", patterns)];
}

function patternsOf(text: string): string[] {
  if (!text.includes('"indicator"')) return [];
  const { objects } = JSON.parse(text) as { objects?: { type?: unknown; pattern?: unknown }[] };
  return (objects ?? []).flatMap(({ type, pattern }) =>
    type === "indicator" && typeof pattern === "string" ? [pattern] : [],
  );
}

function unparsed(what: string, patterns: readonly string[]): string[] {
  return patterns.flatMap((pattern, index) => {
    const { fault } = parsePattern(pattern);
    return fault === undefined ? [] : [`${what} ${index + 1} does not parse: ${fault.message}`];
  });
}
