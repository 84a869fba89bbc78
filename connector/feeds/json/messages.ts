/** The messages of reading JSON. */
import type { Reason } from "../feed_types.js";
import { ConnectorError } from "../../contract/errors.js";
import { quoteName } from "../../contract/quote_name.js";
import type { Place } from "./place.js";
import { sourceName } from "../../contract/source_name.js";

const at = ({ line, column }: Place): string => `at line ${line}, column ${column}`;

/** What was found, and what was expected, in {@link faults}. */
export const tokenNames = {
  value: "a value",
  valueOrEnd: "a value or ]",
  name: "a name in double quotes",
  nameOrEnd: "a name in double quotes or }",
  colon: "a colon",
  comma: "a comma",
  commaOrBracket: "a comma or ]",
  commaOrBrace: "a comma or }",
  array: "an array",
  object: "an object",
} as const;

/** Faults of a JSON text. Each is the end of a sentence that begins with the place. */
export const faults = {
  notUtf8: "a text follows that is not UTF-8",
  cutOff: "the text ends within a value; get the complete text",
  lineBreak:
    "a string contains a line break or another control character; close the string or write an escape such as \\n",
  escape: "an escape in a string is not valid; write a backslash as \\\\",
  number: "a number is not valid",
  singleQuote: 'a single quotation mark was found; write "',
  comment: "a comment was found; remove the comment",
  noValueBegins: (found: string) => `${JSON.stringify(found)} was found, which no JSON value begins with`,
  valueTooLong: (maxBytes: number) => `a value is longer than ${maxBytes / 1024 / 1024} MiB`,
  /** @param line - in which the entry begins */
  entryTooLong: (line: number, maxBytes: number) =>
    `the entry that begins in line ${line} is longer than ${maxBytes / 1024 / 1024} MiB`,
  open: (isArray: boolean) =>
    `the text ends before its ${isArray ? "array" : "object"} is closed; get the complete text`,
  tooDeep: (maxLevels: number) => `arrays and objects are nested more than ${maxLevels} levels deep`,
  /** @param closing - bracket or brace after the comma */
  trailingComma: (closing: string) =>
    `the comma before ${closing} is not followed by a value; remove the comma`,
  nameTwice: (name: string) => `${quoteName(name)} occurs twice in one object`,
  unexpected: (found: string, wanted: string) => `${found} was found, but ${wanted} was expected`,
  secondValue: "a second value was found",
  noValue: "no value was found",
} as const;

/** Errors that end the reading of a source. */
export const messages = {
  brokenOff: (name: string, line: number, error: unknown): ConnectorError =>
    new ConnectorError(
      "InvalidInput",
      `${sourceName(name)} broke off in line ${line}: ${error instanceof Error ? error.message : "the source failed"}.`,
      { hint: "Get the complete source, and run it again." },
    ),
  empty: (name: string): ConnectorError =>
    new ConnectorError("InvalidInput", `${sourceName(name)} is empty.`),
  notJson: (name: string, place: Place, problem: string): ConnectorError =>
    new ConnectorError("InvalidInput", `${sourceName(name)} is not valid JSON: ${at(place)}, ${problem}.`, {
      hint: "Correct the source; its items before this place were read.",
    }),
  repeatedName: (place: Place, problem: string): Reason => ({
    code: "NameRepeated",
    message: `The entry is ambiguous: ${at(place)}, ${problem}. Remove the wrong value.`,
  }),
  notARow: (): Reason => ({
    code: "NotARow",
    message: "The entry is not a row: a row is an object with fields such as indicatorValue.",
  }),
  lineFault: (place: Place, problem: string): Reason => ({
    code: "LineInvalid",
    message: `The line cannot be read: ${at(place)}, ${problem}.`,
  }),
  lineTooLong: (maxBytes: number): Reason => ({
    code: "LineTooLong",
    message: `The line is longer than ${maxBytes / 1024 / 1024} MiB. Write one row per line.`,
  }),
  otherFormat: (name: string, wanted: string, found: string, format: string): ConnectorError =>
    new ConnectorError("InvalidInput", `${sourceName(name)} is not ${wanted}: it is ${found}.`, {
      hint: format === "" ? "Choose another source." : `Use --format ${format}.`,
    }),
  tooManyEntries: (name: string): ConnectorError =>
    new ConnectorError("InvalidInput", `${name} has too many entries. Split the source.`),
  noRowList: (name: string, line: number): ConnectorError =>
    new ConnectorError(
      "InvalidInput",
      `${sourceName(name)}: the object in line ${line} has no list of Indicators.`,
      { hint: 'Write {"json_body":{"Indicators":[…]}}, or a list of rows.' },
    ),
  unknown: (name: string, wanted: string): ConnectorError =>
    new ConnectorError("InvalidInput", `${sourceName(name)} is not ${wanted}.`, {
      hint: "Check the source, or choose another --format.",
    }),
} as const;
