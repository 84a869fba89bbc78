/** The messages of the readers: what became of a value, an item or a source. */
import { ConnectorError } from "../contract/errors.js";
import { quoteName } from "../contract/quote_name.js";
import { sourceName } from "../contract/source_name.js";

/** A stable code and a full sentence. */
interface Reason {
  readonly code: string;
  readonly message: string;
}

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

/** A text that is not a value of any kind. */
export const noValue = (text: string): Reason => ({
  code: "ValueUnrecognized",
  message: `${quoteName(text)} is not a URL, an IP address, a domain name or a hash.`,
});

/** A line that is not a value, but in which values are found as in prose. */
export const valueInWords = (line: string): Reason => ({
  code: "ValueUnrecognized",
  message: `${quoteName(line)} contains a value and other text. To find values in running text, use --prose (prose in an input).`,
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

/** A line that is longer than any value. */
export const lineTooLong = (): Reason => ({
  code: "LineTooLong",
  message: "The line is longer than 65,536 characters; write one value per line.",
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

/** A line with as many parts as other lines. */
export const tableLine = (text: string, parts: number): Reason => ({
  code: "SeveralValues",
  message: `${quoteName(text)} has ${parts} parts, as other lines have, so the lines may be records of a table; write one value per line, or choose the format csv.`,
});

/** A line that git writes into a file. */
export const conflictMarker = (): Reason => ({
  code: "ConflictMarker",
  message: "The line is a conflict marker of git, so the file was not merged; get a correct copy of it.",
});

/** A name of a hosts file that belongs to the machine itself. */
export const localName = (name: string): Reason => ({
  code: "LocalName",
  message: `${quoteName(name)} is a name of the machine itself.`,
});

/** A value after the mark of an entry of a list. */
export const listMark = (text: string): Reason => ({
  code: "ListMarkRemoved",
  message: `${quoteName(text)} begins with the mark of an entry of a list. The value after it is used.`,
});

/** A hash with text after it. */
export const textRemoved = (text: string, hash: string): Reason => ({
  code: "TextRemoved",
  message: `${quoteName(text)} has text after its hash. ${quoteName(hash)} is used.`,
});

/** An option that only tables have. */
export const columnsNotUsed = (format: string): ConnectorError =>
  new ConnectorError(
    "InvalidOption",
    `Columns can be mapped in a table only, and the feed is read as ${format}, which has none. Nothing was read.`,
  );

/** A line of prose without a value. */
export const noValueInProse = (line: string): Reason => ({
  code: "NoValue",
  message: `No defanged value, address or hash was found in ${quoteName(line)}.`,
});

/** A line of prose in which only plain URLs or domain names were found. */
export const plainValueInProse = (value: string): Reason => ({
  code: "PlainValue",
  message: `${quoteName(value)} is not defanged, so it may be a reference of the report. Write it on a line of its own and read the list without prose.`,
});

/** A plain URL or domain name in a report that is read as a list. */
export const plainValueInReport = (value: string): Reason => ({
  code: "PlainValue",
  message: `${quoteName(value)} is not defanged, so it may be a reference of the report. To find values in running text, use --prose (prose in an input). To read every line as a value, use --format text.`,
});

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

/** A URL with an end that can belong to the text around it. */
export const unclearEnd = (url: string): Reason => ({
  code: "UrlEndUnclear",
  message: `${quoteName(url)} ends in a dot, or has a bracket without its counterpart, so it may contain a part of the text around it. Write the exact URL.`,
});

/** A value of prose that is the pattern of many values. */
export const placeholderInValue = (text: string): Reason => ({
  code: "Placeholder",
  message: `${quoteName(text)} contains a placeholder, so it is not one value.`,
});

/** The format that the content of a source shows. */
export const formatRecognized = (format: string): Reason => ({
  code: "FormatRecognized",
  message: `The format was recognized by the content: ${format}.`,
});
