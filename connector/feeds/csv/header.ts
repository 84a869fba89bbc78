/** Recognizes the header of a table, and the comments around the records. */
import { observeAny } from "../observe.js";
import { isEmptyCell } from "./cell_values.js";
import { factFieldOf, isTypeName, isTypeWord, valueKindOf } from "./column_names.js";
import { stateKindOf } from "./record_state.js";
import { isValue, type Sample, share } from "./samples.js";

/** Names of networks that are not on the internet. */
const localSuffix = /^[\w-]+(?:\.[\w-]+)*\.(?:local|localdomain|lan|internal|intranet|corp|home|private)$/i;

/**
 * Returns true if the first record is a header: it holds names of columns, or names and no values. Names such as
 * `file.name` have the form of a domain name, and types such as `ipaddress` are also names of columns.
 */
function hasHeader([first = [], ...rows]: Sample): boolean {
  const values = [...first.entries()].filter(([, cell]) => !isEmptyCell(cell) && isValue(cell));
  if (values.some(([, cell]) => observeAny(cell).kind !== "domain")) return false;
  if (holdsType(first, rows)) return false;
  const names = first.filter(isKnownName).length;
  const domains = values.filter(([index]) => rows.length === 0 || share(rows, index, isValue) >= 0.5).length;
  if (names > 0 || domains > 0) return names > domains;
  const isName = /^\p{L}[\p{L}\p{N} _.()/#-]{0,63}$/u;
  return new Set(first).size === first.length && first.every((cell) => isName.test(cell.trim()));
}

/** Returns true for a record with a type, in a column with types or next to a value. */
function holdsType(cells: readonly string[], rows: Sample): boolean {
  const hasValue = cells.some((cell) => isValue(cell.trim()) || localSuffix.test(cell.trim()));
  return cells.some((cell, index) => {
    if (!isTypeWord(cell)) return false;
    return rows.length === 0 ? hasValue : share(rows, index, isTypeWord) >= 0.5;
  });
}

const isKnownName = (cell: string): boolean =>
  valueKindOf(cell) !== undefined ||
  isTypeName(cell) ||
  stateKindOf(cell) !== undefined ||
  factFieldOf(cell, true) !== undefined;

/** Returns true for a record that is a comment. @param delimiter - a semicolon begins a comment only in other tables */
export function isComment([first = ""]: readonly string[], delimiter: string): boolean {
  return /^\s*(?:#|\/\/)/.test(first) || (delimiter !== ";" && /^\s*;/.test(first));
}

/** Where the records of a table begin. */
export interface TableStart {
  readonly header?: readonly string[];
  /** Number of the first record that is not a part of the header; records before the header are comments. */
  readonly headerAt?: number;
}

/**
 * Returns the header: the first record that is not a comment, or a comment right before with names of the columns.
 * @param isHeader - true if the table surely has a header
 */
export function tableStart(records: Sample, delimiter: string, isHeader: boolean): TableStart {
  const at = records.findIndex((cells) => !isComment(cells, delimiter));
  const comment = records[(at < 0 ? records.length : at) - 1];
  if (comment !== undefined) {
    const names = [(comment[0] ?? "").replace(/^\s*(?:#|\/\/|;)\s*/, ""), ...comment.slice(1)];
    const rows = at < 0 ? [] : records.slice(at);
    const isTable = names.length > 1 && (at < 0 || records[at]?.length === names.length);
    if (isTable && names.some(isKnownName) && hasHeader([names, ...rows]))
      return { header: names, headerAt: (at < 0 ? records.length : at) - 1 };
  }
  if (at < 0) return {};
  const rows = records.slice(at);
  return isHeader || hasHeader(rows) ? { header: rows[0] as readonly string[], headerAt: at } : {};
}
