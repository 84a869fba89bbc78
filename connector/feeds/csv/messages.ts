/** The messages about tables. */
import type { Reason } from "../feed_types.js";
import { ConnectorError } from "../../contract/errors.js";
import { quoteName } from "../../contract/quote_name.js";
import { maxDelimiters } from "./cell_limit.js";
import { sourceName } from "../../contract/source_name.js";

/** Why the rest of a table cannot be read, by the code of csv-parse or of the reader. */
const brokenBy: Readonly<Record<string, string>> = {
  CSV_MAX_RECORD_SIZE: "is longer than 1 MiB, or has a quote that is not closed",
  CELLS: `has more than ${maxDelimiters.toLocaleString("en")} cells`,
};

/** A record after which the rest of the table cannot be read. */
export const brokenRecord = (name: string, line: number, code: string): ConnectorError =>
  new ConnectorError(
    "InvalidInput",
    `${sourceName(name)}: the record at line ${line} ${brokenBy[code] ?? "has a quote that is not closed"}. All records before it were read.`,
  );

/** A record with another number of cells than the header. */
export const raggedRecord = (cells: number, columns: number): Reason => ({
  code: "RaggedRecord",
  message: `The record has ${cells} cells and the table has ${columns} columns, so a value may be in the wrong column. Quote cells that contain the delimiter.`,
});

/** A quoted cell that contains records. */
export const openQuote = (): Reason => ({
  code: "OpenQuote",
  message:
    "A quoted cell of the record contains lines that look like records, so a quote may be missing or too many.",
});

/** A type without rows. */
export const typeUnsupported = (word: string): Reason => ({
  code: "TypeUnsupported",
  message: `The type ${quoteName(word)} is not supported. If the column does not name types, assign it to another field with map.`,
});

/** A value that has the form of more than one type. */
export const typeMissing = (): Reason => ({
  code: "TypeUnsupported",
  message: "The record has no type, and the form of its value does not show one type only.",
});

/** A record of a comment. */
export const commentRecord = (): Reason => ({
  code: "Comment",
  message: "The record begins with the mark of a comment.",
});

/** A record that its source withdraws. */
export const withdrawnBy = (column: string, text: string): Reason => ({
  code: "Withdrawn",
  message: `${quoteName(column)} is ${quoteName(text)}, so the source does not consider the value malicious any more.`,
});

/** A record that is not for detection, as in MISP. */
export const notForDetection = (): Reason => ({
  code: "NotForDetection",
  message: "The record is not for detection: to_ids is not true.",
});

/** A text of `to_ids` that is not understood. */
export const toIdsInvalid = (text: string): Reason => ({
  code: "FieldInvalid",
  message: `to_ids must be true or false, not ${quoteName(text)}.`,
});

/** A record with two cells for one field. */
export const cellsDiffer = (field: string, text: string): Reason => ({
  code: "CellsDiffer",
  message: `Two columns hold ${field} and differ; one of them is ${quoteName(text)}. Remove one of the columns.`,
});

/** A record with a limit that is not understood. */
export const limitUnclear = (column: string, text: string): Reason => ({
  code: "LimitUnclear",
  message: `The column ${quoteName(column)} seems to limit the value, and ${quoteName(text)} is not understood. Assign the column to a field with map, such as ${JSON.stringify(column)}=expirationTime.`,
});

/** Several columns that can hold the values. @param columns - names or numbers */
export const columnAmbiguous = (columns: readonly string[]): ConnectorError =>
  new ConnectorError(
    "InvalidOption",
    `Several columns contain values, and their names do not say which one holds the indicators: ${columns.slice(0, 10).map(quoteName).join(", ")}. Nothing was read.`,
    {
      hint: `Name the column with map (--map COLUMN=indicatorValue), such as ${columns[0] ?? "1"}=indicatorValue.`,
    },
  );

/** Columns that can withdraw records, with texts that are not understood. */
export const statesUnclear = (names: readonly string[]): Reason => ({
  code: "StateUnclear",
  message: `Columns with texts that are not understood, so that their records were read: ${names.map(quoteName).join(", ")}.`,
});

/** A host in a column of URLs. */
export const urlIsHost = (text: string): Reason => ({
  code: "UrlIsHost",
  message: `${quoteName(text)} is called a URL and is only a host. The row covers all of its pages.`,
});

/** A record without a value. @param columns - names of the columns that can hold one */
export const valueMissing = (columns: readonly string[]): Reason => ({
  code: "ValueMissing",
  message:
    columns.length === 0
      ? "The table has no column with values that can be read."
      : `The record has no value of its type in ${columns.slice(0, 10).map(quoteName).join(", ")}.`,
});

/** A value of another kind than its column or its type says. */
export const notOfType = (text: string, kind: string): Reason => ({
  code: "TypeMismatch",
  message: `${quoteName(text)} is not of the type ${kind}.`,
});

/** A cell with a text that its field does not have. */
export const unreadableCell = (field: string, text: string, wanted: string): Reason => ({
  code: "CellUnreadable",
  message: `${field} is ${quoteName(text)}, and must be ${wanted}.`,
});

/** A date in the order of some country. */
export const dateAmbiguous = (field: string, text: string): Reason => ({
  code: "DateAmbiguous",
  message: `${field} is ${quoteName(text)}, and the order of day and month is not known. Write 2027-01-31.`,
});

/** A value that is not valid any more. */
export const expired = (text: string): Reason => ({
  code: "Expired",
  message: `The value expired at ${quoteName(text)}.`,
});

/** A value that is not valid yet. */
export const notYetValid = (text: string): Reason => ({
  code: "NotYetValid",
  message: `The value is valid from ${quoteName(text)}.`,
});

const invalidColumn = (message: string) => new ConnectorError("InvalidOption", message);

/** Errors about a column that cannot be assigned. */
export const columnErrors = {
  twoColumns: (field: string) => invalidColumn(`More than one column is assigned to the field ${field}.`),
  twoFields: (column: string) =>
    invalidColumn(`More than one field is assigned to the column ${JSON.stringify(column)}.`),
  /** @param header - names of the columns; undefined if the table has no header */
  unknown(column: string, header: readonly string[] | undefined, count: number) {
    const known =
      header === undefined
        ? `The table has no header and ${count} columns`
        : `The columns are ${header.slice(0, 40).join(", ")}`;
    return invalidColumn(`The table has no column ${JSON.stringify(column)}. ${known}.`);
  },
} as const;

/** The columns that are read. */
export const columnsRecognized = (columns: readonly string[]): Reason => ({
  code: "ColumnsRecognized",
  message:
    columns.length === 0
      ? "No column with values was recognized."
      : `Columns that are read: ${columns.join(", ")}.`,
});

/** The columns that are not read. */
export const columnsIgnored = (names: readonly string[]): Reason => ({
  code: "ColumnsIgnored",
  message: `Columns that are not read: ${names.map(quoteName).join(", ")}.`,
});
