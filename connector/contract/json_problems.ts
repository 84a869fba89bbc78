/** What can be wrong with JSON text, and what to do. Quotes nothing of the text, which may be a secret. */
export const jsonProblems = {
  trailingComma: (closing: string) =>
    `the comma before ${closing} is not followed by a value; remove the comma`,
  lastComma: "a comma follows the JSON value; remove the comma",
  missingComma: "a comma is missing before this value; add it",
  missingNext: (closing: string) => `a comma or ${closing} is missing; add it`,
  missingColon: "a colon is missing; add it",
  missingValue: "a value is missing; add it",
  missingName: "a name in double quotes is missing; add it",
  notAValue:
    "this is not a value of JSON; write it as a number, true, false, null, or a text in double quotes",
  notAName: "a name without double quotes is not JSON; write the name in double quotes",
  singleQuote: "a single quotation mark is not JSON; write a double one",
  comment: "a comment is not JSON; remove it",
  byteOrderMark: "a byte order mark is not JSON; save the text without it",
  moreText: "more text follows the JSON value; remove it",
  openString: "the string is not closed on its line; add a double quotation mark at its end",
  control: "a string contains a control character; write it as an escape such as \\t",
  escape: "an escape in a string is not valid; write a backslash as two",
  tooShort: "the text ends too early; complete it",
} as const;

/** Characters that people write although no part of JSON begins with them. */
const wrongStarts: ReadonlyMap<string, string> = new Map([
  ["'", jsonProblems.singleQuote],
  ["/", jsonProblems.comment],
  ["#", jsonProblems.comment],
  ["\uFEFF", jsonProblems.byteOrderMark],
]);

/**
 * Returns the problem of a character with which no value or name begins.
 * @param missing - problem if the text goes on without one
 */
export function startProblem(found: string | undefined, missing: string, other: string): string {
  if (found === undefined || "]},:".includes(found)) return missing;
  return wrongStarts.get(found) ?? other;
}

/** Returns the problem of a character after a member of an array or object. @param close - code of its bracket */
export function nextProblem(found: string | undefined, close: number): string {
  if (found !== undefined && '"{['.includes(found)) return jsonProblems.missingComma;
  return wrongStarts.get(found ?? "") ?? jsonProblems.missingNext(String.fromCharCode(close));
}

/** Returns the problem of a character after the whole value. */
export function endProblem(found: string | undefined): string {
  return found === "," ? jsonProblems.lastComma : (wrongStarts.get(found ?? "") ?? jsonProblems.moreText);
}

/** Returns the problem of a character within a string; undefined: the end of the text. */
export function stringProblem(found: string | undefined): string {
  if (found === "\\") return jsonProblems.escape;
  return found === undefined || found === "\n" || found === "\r"
    ? jsonProblems.openString
    : jsonProblems.control;
}
