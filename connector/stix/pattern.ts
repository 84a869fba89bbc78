/** Parses STIX patterns into a tree. The grammar is `pattern.peggy`. */
import { createRequire } from "node:module";
import type { ParsedPattern, PatternFault } from "./ast.js";
import { patternFaults } from "./messages.js";
import { describeFault } from "./pattern_fault.js";

/** Maximum length of a pattern, in characters. */
const maxLength = 65_536;
/** Maximum nesting of parentheses. The parser is recursive. */
const maxDepth = 64;

type Parser = typeof import("./built/pattern_parser.cjs");

let parser: Parser | undefined;

/** Returns the parser. It is loaded with the first pattern, because most runs have none. */
function loadedParser(): Parser {
  parser ??= createRequire(import.meta.url)("./built/pattern_parser.cjs") as Parser;
  return parser;
}

/** Returns the tree of a pattern. Never throws, and needs bounded time for any text. */
export function parsePattern(text: string): ParsedPattern {
  if (text.length > maxLength) {
    const message = patternFaults.tooLong(text.length, maxLength);
    return { fault: { offset: maxLength, message } };
  }
  const tooDeep = offsetBelow(text, maxDepth);
  if (tooDeep !== undefined) return { fault: nestedTooDeeply(tooDeep) };
  const { parse, SyntaxError } = loadedParser();
  try {
    return { pattern: parse(text) };
  } catch (error) {
    if (error instanceof SyntaxError) return { fault: describeFault(text, error) };
    if (error instanceof RangeError) return { fault: nestedTooDeeply(0) };
    throw error;
  }
}

function nestedTooDeeply(offset: number): PatternFault {
  return { offset, message: patternFaults.nestedTooDeeply(offset, maxDepth) };
}

/**
 * Texts and comments, which can contain any parentheses. Each extends to the end of the pattern if it is not
 * closed.
 */
const tokens = /'(?:[^'\\]|\\[\s\S])*(?:'|\\?$)|\/\*[\s\S]*?(?:\*\/|$)|\/\/[^\r\n]*|[()]/g;

/** Returns the offset of the first parenthesis that exceeds the level. */
function offsetBelow(text: string, levels: number): number | undefined {
  let depth = 0;
  for (const { 0: token, index } of text.matchAll(tokens)) {
    if (token === "(") depth += 1;
    else if (token === ")") depth -= 1;
    if (depth > levels) return index;
  }
  return undefined;
}
