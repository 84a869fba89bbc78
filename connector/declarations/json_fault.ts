/**
 * Finds the position and the fix of a JSON syntax error, because the platform's parser does not always report
 * them.
 */

/** The first syntax error of a text. Line and column count from 1. */
export interface JsonFault {
  readonly line: number;
  readonly column: number;
  readonly message: string;
}

class Fault extends Error {
  readonly at: number;

  constructor(at: number, message: string) {
    super(message);
    this.at = at;
  }
}

/**
 * Returns the first syntax error; undefined if there is none.
 * @param text - text that the parser rejected
 */
export function jsonFault(text: string): JsonFault | undefined {
  try {
    const end = blanksFrom(text, valueFrom(text, blanksFrom(text, 0)));
    if (end < text.length) throw unexpected(text, end, "after the end of the JSON value");
    return undefined;
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    const before = text.slice(0, error.at).split(/\r\n|\r|\n/);
    return { line: before.length, column: (before.at(-1) ?? "").length + 1, message: error.message };
  }
}

const blanks = /[ \t\r\n]*/y;
const scalar = /(?:true|false|null|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?)(?![\w.+-])/y;
/** A valid string start; the closing quotation mark may be missing. */
// oxlint-disable-next-line no-control-regex -- JSON forbids these characters in strings.
const stringStart = /"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[\dA-Fa-f]{4}))*/y;

/** Returns the end of the match at this offset; undefined without a match. */
function endOf(pattern: RegExp, text: string, at: number): number | undefined {
  pattern.lastIndex = at;
  return pattern.test(text) ? pattern.lastIndex : undefined;
}

function blanksFrom(text: string, at: number): number {
  return endOf(blanks, text, at) ?? at;
}

/** Returns the offset after the value at `at`. The other readers work the same way. */
function valueFrom(text: string, at: number): number {
  if (text[at] === "{") return listFrom(text, at, "}", memberFrom);
  if (text[at] === "[") return listFrom(text, at, "]", valueFrom);
  if (text[at] === '"') return stringFrom(text, at);
  const end = endOf(scalar, text, at);
  if (end === undefined) throw unexpected(text, at, "instead of a value");
  return end;
}

function memberFrom(text: string, at: number): number {
  if (text[at] !== '"') throw unexpected(text, at, "instead of a name in double quotation marks");
  const colon = blanksFrom(text, stringFrom(text, at));
  if (text[colon] !== ":") throw unexpected(text, colon, "instead of a colon");
  return valueFrom(text, blanksFrom(text, colon + 1));
}

function listFrom(
  text: string,
  start: number,
  close: string,
  partFrom: (text: string, at: number) => number,
): number {
  let at = blanksFrom(text, start + 1);
  if (text[at] === close) return at + 1;
  for (;;) {
    at = blanksFrom(text, partFrom(text, at));
    if (text[at] === close) return at + 1;
    if (text[at] === '"' || text[at] === "{" || text[at] === "[")
      throw new Fault(at, "a comma is missing before this value; add it");
    if (text[at] !== ",") throw unexpected(text, at, `instead of a comma or ${close}`);
    const comma = at;
    at = blanksFrom(text, comma + 1);
    if (text[at] === close)
      throw new Fault(comma, `the comma before ${close} is not followed by a value; remove the comma`);
  }
}

function stringFrom(text: string, at: number): number {
  const end = endOf(stringStart, text, at) ?? at;
  if (text[end] === '"') return end + 1;
  if (end >= text.length || text[end] === "\n" || text[end] === "\r")
    throw new Fault(at, 'the string is not closed on its line; add a " at its end');
  throw new Fault(end, `${JSON.stringify(text[end])} is not allowed here within a string; escape it with \\`);
}

function unexpected(text: string, at: number, position: string): Fault {
  if (at >= text.length) return new Fault(at, `the file ends ${position}; complete it`);
  const found = text[at] as string;
  if (found === "\uFEFF") return new Fault(at, "the file begins with a byte order mark; save it without");
  if (found === "/" || found === "#") return new Fault(at, "a comment is not JSON; remove it");
  if (found === "'") return new Fault(at, 'a single quotation mark is not JSON; write "');
  const word = /^[\w.+-]+/.exec(text.slice(at, at + 40))?.[0] ?? found;
  return new Fault(at, `${JSON.stringify(word)} ${position}; correct it`);
}
