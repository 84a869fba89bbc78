/** Describes why a text is not a STIX pattern, with corrections of common mistakes. */
import type { PatternFault } from "./ast.js";
import type { Expectation, SyntaxError } from "./built/pattern_parser.cjs";
import { patternFaults, patternRemedies } from "./messages.js";

/** Returns the fault that the parser found. */
export function describeFault(text: string, { expected, location, message }: SyntaxError): PatternFault {
  const { offset } = location.start;
  if (expected === null) return { offset, message: patternFaults.other(offset, message) };
  const found = offset >= text.length ? undefined : charAt(text, offset);
  const remedy = remedyOf(text, offset);
  return { offset, message: patternFaults.unexpected(offset, found, anyOf(expected), remedy) };
}

/** Returns the character in quotes, or its code point if it is invisible. */
function charAt(text: string, offset: number): string {
  const code = text.codePointAt(offset) ?? 0;
  const char = String.fromCodePoint(code);
  if (/[\p{C}\p{Z}]/u.test(char) && char !== " ")
    return `U+${code.toString(16).toUpperCase().padStart(4, "0")}`;
  return JSON.stringify(char);
}

function anyOf(expected: readonly Expectation[]): string {
  const names = [...new Set(expected.map(nameOf))].toSorted();
  const last = names.pop() ?? "nothing";
  return names.length === 0 ? last : `${names.join(", ")} or ${last}`;
}

function nameOf(expectation: Expectation): string {
  if (expectation.type === "literal") return JSON.stringify(expectation.text);
  return expectation.type === "other" ? expectation.description : "another character";
}

const keyword =
  /^(?:and|or|not|followedby|exists|in|like|matches|issubset|issuperset|start|stop|within|seconds|repeats|times)(?![\w-])/i;

/** Returns the correction of a common mistake. */
function remedyOf(text: string, offset: number): string | undefined {
  const before = text.slice(0, offset);
  const after = text.slice(offset);
  const [word] = keyword.exec(after) ?? [];
  if (!/[[(]/.test(before)) return patternRemedies.notAPattern;
  if (word !== undefined && word !== word.toUpperCase()) return patternRemedies.capitals(word);
  if (/^["\u2018-\u201d\u00b4`]/.test(after)) return patternRemedies.straightQuotes;
  if (before.endsWith("'") && /^[^\s)\],]/.test(after)) return patternRemedies.quoteInText;
  if (/\w$/.test(before) && after.startsWith("-")) return patternRemedies.hyphen;
  return undefined;
}
