/** Recognizes the columns of a table by their names and by what they contain. */
import { isHash } from "../best_hashes.js";
import { observeAny } from "../observe.js";
import { isEmptyCell } from "./cell_values.js";
import {
  type FactField,
  factFieldOf,
  isAbout,
  isTypeName,
  isTypeWord,
  type ValueKind,
  valueKindOf,
} from "./column_names.js";

/** A column that holds values. Columns are counted from 0. */
export interface ValueColumn {
  readonly index: number;
  readonly kind: ValueKind;
}

/** The columns of a table that are read. */
export interface Columns {
  /** Absent if the table has no header. */
  readonly header?: readonly string[];
  /** Number of columns. */
  readonly count: number;
  readonly values: readonly ValueColumn[];
  readonly type?: number;
  readonly facts: ReadonlyMap<FactField, number>;
  /** Columns that a person assigned to other fields of the row. */
  readonly fields: ReadonlyMap<string, number>;
  /** True for the template of the portal. */
  readonly isPortal: boolean;
}

/** Records at the start of a table. */
export type Sample = readonly (readonly string[])[];

/**
 * Returns true if the first record is a header: it holds names of columns, or names and no values. Names such as
 * `file.name` have the form of a domain name, and types such as `ipaddress` are also names of columns.
 */
export function hasHeader([first = [], ...rows]: Sample): boolean {
  const values = [...first.entries()].filter(([, cell]) => !isEmptyCell(cell) && isValue(cell));
  if (values.some(([, cell]) => observeAny(cell).kind !== "domain")) return false;
  const names = first.filter(isKnownName).length;
  const domains = values.filter(([index]) => rows.length === 0 || share(rows, index, isValue) >= 0.5).length;
  if (names > 0 || domains > 0) return names > domains;
  const isName = /^\p{L}[\p{L}\p{N} _.()/#-]{0,63}$/u;
  return new Set(first).size === first.length && first.every((cell) => isName.test(cell.trim()));
}

const isKnownName = (cell: string): boolean =>
  valueKindOf(cell) !== undefined || isTypeName(cell) || factFieldOf(cell, true) !== undefined;

/** Returns the columns of a table. @param rows - records without header */
export function recognizeColumns(
  header: readonly string[] | undefined,
  rows: Sample,
  isPortal: boolean,
): Columns {
  const count = Math.max(
    0,
    header?.length ?? 0,
    ...(header === undefined ? rows.map((row) => row.length) : []),
  );
  const type = typeColumn(header, rows, count);
  const facts = factColumns(header ?? [], rows, isPortal);
  const named = namedValues(header ?? [], rows);
  const values =
    named.length > 0 ? named : valuesByContent(header, rows, count, new Set([type, ...facts.values()]));
  return {
    count,
    values: preferred(values, type),
    facts,
    fields: new Map(),
    isPortal,
    ...(header === undefined ? {} : { header }),
    ...(type === undefined ? {} : { type }),
  };
}

/** With types, one column for all kinds of values is the one that they describe. */
function preferred(values: readonly ValueColumn[], type: number | undefined): readonly ValueColumn[] {
  const general = type === undefined ? undefined : values.find(({ kind }) => kind === "any");
  return general === undefined ? values : [general];
}

function* cellsOf(rows: Sample, index: number): Generator<string> {
  for (const row of rows) {
    const cell = row[index] ?? "";
    if (!isEmptyCell(cell)) yield cell;
  }
}

/** Returns the share of the cells with content that match; 0 without such cells. */
function share(rows: Sample, index: number, matches: (cell: string) => boolean): number {
  let count = 0;
  let matching = 0;
  for (const cell of cellsOf(rows, index)) {
    count += 1;
    if (matches(cell)) matching += 1;
  }
  return count === 0 ? 0 : matching / count;
}

/** Returns true for a value, and for a text that is one of a kind without rows, such as a network. */
function isValue(cell: string): boolean {
  const { fault } = observeAny(cell);
  return (
    fault === undefined ||
    fault.code === "Network" ||
    fault.code === "PathWithoutScheme" ||
    fault.code === "OnionName"
  );
}

/** Returns the column in which most cells name a type. Another column can have the same name. */
function typeColumn(header: readonly string[] | undefined, rows: Sample, count: number): number | undefined {
  let best: number | undefined;
  let bestShare = header === undefined ? 0.9 : 0.5;
  for (let index = 0; index < count; index++) {
    if (header !== undefined && !isTypeName(header[index] ?? "")) continue;
    const found = share(rows, index, isTypeWord);
    if (found >= bestShare && found > 0 && (best === undefined || found > bestShare)) {
      best = index;
      bestShare = found;
    }
  }
  return best;
}

function factColumns(
  header: readonly string[],
  rows: Sample,
  isPortal: boolean,
): ReadonlyMap<FactField, number> {
  const facts = new Map<FactField, number>();
  for (const [index, name] of header.entries()) {
    const field = factFieldOf(name, isPortal);
    if (field === undefined || facts.has(field)) continue;
    const isNumeric = (cell: string): boolean => /^\s*\d{1,3}(?:\.\d+)?%?\s*$/.test(cell);
    if (field === "confidence" && share(rows, index, isNumeric) < 0.5) continue;
    facts.set(field, index);
  }
  return facts;
}

/** Returns columns with the name of a kind of value. One without any value is left out if another one has values. */
function namedValues(header: readonly string[], rows: Sample): readonly ValueColumn[] {
  const named = header.flatMap((name, index) => {
    const kind = valueKindOf(name);
    return kind === undefined ? [] : [{ index, kind }];
  });
  const filled = named.filter(({ index }) => share(rows, index, isListOfValues) > 0);
  if (filled.length === 0) return named;
  const isUnfilled = (index: number): boolean => cellsOf(rows, index).next().done === true;
  return named.filter((column) => filled.includes(column) || isUnfilled(column.index));
}

/** A cell can hold several values. */
const isListOfValues = (cell: string): boolean =>
  isValue(cell) || cell.split(/[\s,;|]+/).some((part) => part !== "" && isValue(part));

/**
 * Returns the first column in which most cells are values, and all columns with hashes. Further columns may be about
 * something else, such as the page of a report.
 */
function valuesByContent(
  header: readonly string[] | undefined,
  rows: Sample,
  count: number,
  others: ReadonlySet<number | undefined>,
): readonly ValueColumn[] {
  const found: ValueColumn[] = [];
  for (let index = 0; index < count; index++) {
    if (others.has(index) || isAbout(header?.[index] ?? "")) continue;
    const isHashColumn = share(rows, index, hasHash) >= 0.5;
    if (isHashColumn || (found.length === 0 && share(rows, index, isListOfValues) >= 0.5))
      found.push({ index, kind: isHashColumn ? "hash" : "any" });
  }
  return found;
}

const hasHash = (cell: string): boolean =>
  cell.split(/[\s,;|]+/).some((part) => {
    const value = observeAny(part);
    return value.fault === undefined && isHash(value);
  });
