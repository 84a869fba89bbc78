/** Functions of the STIX pattern keywords. A text that is not a pattern violates only `stixPattern`. */
import type { Literal, ParsedPattern } from "../stix/ast.js";
import {
  beyondOneValue,
  comparableName,
  equalities,
  nameOfPath,
  quoted,
  testsOf,
  type ValuesAt,
} from "../stix/comparisons.js";
import { parsePattern } from "../stix/pattern.js";

/** Caches the last pattern, because several rules read the pattern of one row. */
let last: { readonly text: string; readonly parsed: ParsedPattern; equal?: readonly ValuesAt[] } | undefined;

function parsed(text: string): ParsedPattern {
  if (last?.text !== text) last = { text, parsed: parsePattern(text) };
  return last.parsed;
}

/** Keyword stixPattern: returns why the text is not a pattern. */
export function notAPattern(text: string): string | undefined {
  return parsed(text).fault?.message;
}

/** Keyword stixOneValue: returns what the pattern contains besides one comparison with one value. */
export function beyondOne(text: string): string | undefined {
  const { pattern } = parsed(text);
  return pattern === undefined ? undefined : beyondOneValue(pattern);
}

/** Keyword stixPaths: returns the first path that is not listed. `type:*` means every path of a type. */
export function otherPath(text: string, paths: readonly string[]): string | undefined {
  const { pattern } = parsed(text);
  if (pattern === undefined) return undefined;
  const known = new Set(paths.map(comparableName));
  return testsOf(pattern)
    .map(({ path }) => nameOfPath(path))
    .find((name) => !known.has(comparableName(name)) && !known.has(name.replace(/:.*$/s, ":*")));
}

/** Keyword stixValues: returns the values compared for equality at these paths. */
export function stixValues(text: string, paths: readonly string[]): string[] {
  return stixLiterals(text, paths).map((value) => value.text);
}

/** Returns the pattern parts that are compared for equality at these paths. */
export function stixLiterals(text: string, paths: readonly string[]): Literal[] {
  const { pattern } = parsed(text);
  if (pattern === undefined || last === undefined) return [];
  last.equal ??= equalities(pattern);
  const wanted = new Set(paths.map(comparableName));
  return last.equal.filter(({ path }) => wanted.has(path)).flatMap(({ values }) => values);
}

/** Returns the value of a pattern that compares one value at one of these paths. */
export function onlyValue(text: string, paths: readonly string[]): string | undefined {
  return beyondOne(text) === undefined ? stixValues(text, paths)[0] : undefined;
}

/** Returns the pattern with these parts replaced, in one pass. */
export function withLiterals(text: string, changes: ReadonlyMap<Literal, string>): string {
  const made: string[] = [];
  let end = 0;
  for (const [literal, after] of [...changes].toSorted(([one], [other]) => one.start - other.start)) {
    made.push(text.slice(end, literal.start), quoted(after));
    end = literal.end;
  }
  return [...made, text.slice(end)].join("");
}
