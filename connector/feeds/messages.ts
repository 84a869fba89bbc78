/** The messages of feeds: their settings, and what became of a value, an item or a source. */
import type { Reason } from "./feed_types.js";
import { ConnectorError } from "../contract/errors.js";
import { quoteName } from "../contract/quote_name.js";
import { sourceName } from "../contract/source_name.js";
import { shown } from "./mapping/messages.js";

/** A value that was changed. */
export const changedValue = (code: string, before: string, after: string, problem: string): Reason => ({
  code,
  message: `${quoteName(before)} ${problem}. ${quoteName(after)} is used instead.`,
});

/** @param problem - end of a sentence that begins with the text */
export const unreadableValue = (code: string, text: string, problem: string): Reason => ({
  code,
  message: `${quoteName(text)} ${problem}.`,
});

/** Why texts are not read as values. Each is the end of a sentence that begins with the text. */
export const valueProblems = {
  onion: "is a name of the Tor network, which network protection cannot see",
  fileName: "is the name of a file, not a domain name",
  unknownSuffix: "does not end in a registered suffix, so it may be something other than a domain name",
  network: "is a network or a range, and only single addresses are read",
  path: "has a path and no scheme; write the whole URL, such as https://bad.example/path",
  port: "has a port that is not from 1 to 65535",
  hash: "is a hash of an algorithm that is not supported",
  email: "is an email address, which is not supported",
} as const;

/** A text that is not a value of any kind. */
export const noValue = (text: string): Reason => ({
  code: "ValueUnrecognized",
  message: `${quoteName(text)} is not a URL, an IP address, a domain name or a hash.`,
});

/** A source that is not text. */
export const binaryContent = (name: string): ConnectorError =>
  new ConnectorError(
    "InvalidInput",
    `${sourceName(name)} is not text (it contains zero bytes). Nothing after them was read.`,
  );

/** Bytes that are not valid in their encoding. */
export const undecodable = (name: string, encoding: string): ConnectorError =>
  new ConnectorError(
    "InvalidInput",
    `${sourceName(name)} contains bytes that are not valid ${encoding}; save the file as UTF-8.`,
  );

/** The encoding that the bytes of a source show. */
export const encodingDetected = (encoding: string): Reason => ({
  code: "EncodingDetected",
  message: `The text is not UTF-8. It was read as ${encoding}; if texts look wrong, save the file as UTF-8.`,
});

/** An item that could be read in part only. @param problems - full sentences */
export const partSkipped = (problems: readonly string[]): Reason => ({
  code: "PartSkipped",
  message: `A part of the item was left out. ${problems.join(" ")}`,
});

/** A text with values of different kinds, which may not mean the same thing. */
export const severalValues = (text: string): Reason => ({
  code: "SeveralValues",
  message: `${quoteName(text)} contains values of different kinds; write one value per line, or choose the format csv.`,
});

/** A text with several URLs, which can also be one URL. */
export const severalUrls = (text: string): Reason => ({
  code: "SeveralValues",
  message: `${quoteName(text)} contains several URLs; write one value per line.`,
});

/** An option that only tables have. */
export const columnsNotUsed = (format: string): ConnectorError =>
  new ConnectorError(
    "InvalidOption",
    `Columns can be mapped in a table only, and the feed is read as ${format}, which has none. Nothing was read.`,
  );

/** A text that is recognized as a list, and looks like a report. */
export const looksLikeProse = (others: number, lines: number): Reason => ({
  code: "LooksLikeProse",
  message: `The text looks like a report: ${others} of its first ${lines} lines are not values. Its plain URLs and domain names are skipped, because they can be references. To find values in running text, use --prose (prose in an input). To read every line as a value, use --format text.`,
});

/** A marking that applies to a whole source. */
export const tlpRecognized = (level: string): Reason => ({
  code: "TlpRecognized",
  message: `The source contains the marking TLP:${level.toUpperCase()}, which applies to all of its items.`,
});

/** The format that the content of a source shows. */
export const formatRecognized = (format: string): Reason => ({
  code: "FormatRecognized",
  message: `The format was recognized by the content: ${format}.`,
});

/** A line that git writes into a file. */
export const conflictMarker = (): Reason => ({
  code: "ConflictMarker",
  message: "The line is a conflict marker of git, so the file was not merged; get a correct copy of it.",
});

const invalidOption = (message: string) => new ConnectorError("InvalidOption", message);

const didYouMean = (near: readonly string[]): string => `Did you mean ${near.join(" or ")}?`;

/** Errors about the settings of a feed. */
export const settingErrors = {
  /** An unknown name, with the nearest known names or all of them. */
  unknownName(what: string, name: string, near: readonly string[], known: readonly string[]) {
    const hint = near.length > 0 ? didYouMean(near) : `The known names are: ${known.join(", ")}.`;
    return invalidOption(`Unknown ${what} ${shown(name)}. ${hint}`);
  },
  /** @param kind - kind of the value, with its article if it has one */
  notAnObject: (kind: string) =>
    invalidOption(`The defaults must be an object such as {"action":"Audit"}, not ${kind}.`),
  setTwice: (name: string) => invalidOption(`The default ${name} is set twice. Set it once.`),
  noForm: (option: string) =>
    invalidOption(
      `The default ${JSON.stringify(option)} must have the form KEY=VALUE, such as action=Audit.`,
    ),
  noParts: (key: string) => invalidOption(`The default ${key} has no parts; write ${key}=VALUE.`),
  invalidDefault: (key: string, value: unknown, must: keyof typeof defaultForms) =>
    invalidOption(`The default ${key} ${shown(value)} ${defaultForms[must]}.`),
  notOneOf(key: string, value: unknown, words: readonly string[], near: readonly string[]) {
    const hint = near.length === 0 ? "" : ` ${didYouMean(near)}`;
    return invalidOption(`The default ${key} ${shown(value)} is not one of ${words.join(", ")}.${hint}`);
  },
} as const;

/** What the value of a default must be. */
const defaultForms = {
  group: "must name at least one group",
  text: "must be a text that is not empty",
  lifetimes: 'must be an object such as {"default":"P30D"}',
  duration: "must be an ISO 8601 duration from one second to 100 years, such as P30D, P1Y or PT12H",
  names: 'must be a list of names, such as a,b or ["a","b"]',
  confidence: "must be a number from 0 to 100",
  truth: "must be true or false",
} as const;

const invalidInput = (message: string) => new ConnectorError("InvalidInput", message);

/** Errors about a feed in an input. */
export const parseErrors = {
  /** @param message - message about a default of the asset */
  invalidAsset: (message: string) => new ConnectorError("InvalidAsset", message),
  oneContent: () => invalidInput("json_body must contain either content or content_base64."),
  notBase64: () =>
    invalidInput(
      "json_body.content_base64 is not base64: write A-Z, a-z, 0-9, + and / without line ends, and = at the end.",
    ),
  notGzip: () =>
    invalidInput("json_body.content_base64 is gzip that is damaged or cut off. Pass the complete file."),
  tooLarge: (most: number) =>
    invalidInput(
      `json_body.content_base64 is gzip with more than ${most / 1024 / 1024} MiB. Split the feed, or import the file with the command line.`,
    ),
  loneSurrogate: () =>
    invalidInput(
      "json_body.content contains half of a character (a lone surrogate). Pass the bytes as content_base64.",
    ),
  tooMany: (most: number) =>
    invalidInput(
      `The feed contains more than ${most.toLocaleString("en")} items. Split the feed, or import the file with the command line.`,
    ),
} as const;
