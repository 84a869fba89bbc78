/** The messages about lines of lists and about running text. */
import type { Reason } from "../feed_types.js";
import { quoteName } from "../../contract/quote_name.js";

/** A line that is not a value, but in which values are found as in prose. */
export const valueInWords = (line: string): Reason => ({
  code: "ValueUnrecognized",
  message: `${quoteName(line)} contains a value and other text. To find values in running text, use --prose (prose in an input).`,
});

/** A line that is longer than any value. */
export const lineTooLong = (): Reason => ({
  code: "LineTooLong",
  message: "The line is longer than 65,536 characters; write one value per line.",
});

/** A line with as many parts as other lines. */
export const tableLine = (text: string, parts: number): Reason => ({
  code: "SeveralValues",
  message: `${quoteName(text)} has ${parts} parts, as other lines have, so the lines may be records of a table; write one value per line, or choose the format csv.`,
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
