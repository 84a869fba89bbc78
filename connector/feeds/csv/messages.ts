/** The messages about tables. */
import { ConnectorError } from "../../contract/errors.js";
import { quoteName } from "../../contract/quote_name.js";
import type { Reason } from "../observe.js";

/** A record after which the rest of the table cannot be read. @param code - of csv-parse */
export const brokenRecord = (name: string, line: number, code: string): ConnectorError =>
  new ConnectorError(
    "InvalidInput",
    code === "CSV_MAX_RECORD_SIZE"
      ? `${name}: the record at line ${line} is longer than 1 MiB, or has a quote that is not closed. All records before it were read.`
      : `${name}: the record at line ${line} has a quote that is not closed. All records before it were read.`,
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
  message: `The type ${quoteName(word)} is not supported.`,
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

/** A column that cannot be assigned. @param problem - full sentence without its end */
export const invalidColumn = (problem: string): ConnectorError =>
  new ConnectorError("InvalidOption", `${problem}.`);

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
