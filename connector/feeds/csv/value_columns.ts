/** Finds the columns of a table that hold values. */
import { isHash } from "../best_hashes.js";
import { observeAny } from "../observe.js";
import { canBeVictim, isAbout } from "./about_names.js";
import { plainName, type ValueKind, valueKindOf } from "./column_names.js";
import { cellsOf, isListOfValues, type Sample, share } from "./samples.js";

/** A column that holds values. Columns are counted from 0. */
export interface ValueColumn {
  readonly index: number;
  readonly kind: ValueKind;
}

/** The columns with values, or several columns that could each hold them. */
export interface FoundValues {
  readonly values: readonly ValueColumn[];
  readonly ambiguous: readonly number[];
}

/** Returns the columns with values. @param others - columns that hold something else */
export function valueColumns(
  header: readonly string[] | undefined,
  rows: Sample,
  count: number,
  others: ReadonlySet<number>,
): FoundValues {
  const named = namedValues(header ?? [], rows, others);
  return named.length > 0 ? { values: named, ambiguous: [] } : valuesByContent(header, rows, count, others);
}

/** Returns columns with the name of a kind of value. One without any value is left out if another one has values. */
function namedValues(
  header: readonly string[],
  rows: Sample,
  others: ReadonlySet<number>,
): readonly ValueColumn[] {
  const all = header.flatMap((name, index) => {
    const kind = others.has(index) ? undefined : valueKindOf(name);
    return kind === undefined ? [] : [{ index, kind }];
  });
  const certain = all.filter(({ index }) => !canBeVictim(plainName(header[index] ?? "")));
  const named = certain.length > 0 ? certain : all;
  const filled = named.filter(({ index }) => share(rows, index, isListOfValues) > 0);
  if (filled.length === 0) return named;
  const isUnfilled = (index: number): boolean => cellsOf(rows, index).next().done === true;
  return named.filter((column) => filled.includes(column) || isUnfilled(column.index));
}

/** Least share of values in a column that could be the one with the indicators. */
const minShare = 0.25;

/**
 * Returns the one column with values, or the columns with hashes of different algorithms, which belong to one file. If
 * other columns have values too, they may be about something else, such as the page of a report.
 */
function valuesByContent(
  header: readonly string[] | undefined,
  rows: Sample,
  count: number,
  others: ReadonlySet<number>,
): FoundValues {
  const hashes: ValueColumn[] = [];
  const rest: ValueColumn[] = [];
  for (let index = 0; index < count; index++) {
    if (others.has(index) || isAbout(header?.[index] ?? "")) continue;
    if (share(rows, index, hasHash) >= 0.5) hashes.push({ index, kind: "hash" });
    else if (share(rows, index, isListOfValues) >= minShare) rest.push({ index, kind: "any" });
  }
  const all = [...hashes, ...rest];
  const isClear = all.length < 2 || (rest.length === 0 && areOfOneFile(hashes, rows));
  return isClear ? { values: all, ambiguous: [] } : { values: [], ambiguous: all.map(({ index }) => index) };
}

/** Returns true if no algorithm occurs in two columns. */
function areOfOneFile(columns: readonly ValueColumn[], rows: Sample): boolean {
  const seen = new Set<string>();
  return columns.every(({ index }) => {
    const kinds = new Set([...cellsOf(rows, index)].flatMap(hashKindsIn));
    const isNew = [...kinds].every((kind) => !seen.has(kind));
    for (const kind of kinds) seen.add(kind);
    return isNew;
  });
}

const hasHash = (cell: string): boolean => hashKindsIn(cell).length > 0;

function hashKindsIn(cell: string): readonly string[] {
  return cell.split(/[\s,;|]+/).flatMap((part) => {
    const value = observeAny(part);
    return value.fault === undefined && isHash(value) ? [value.kind] : [];
  });
}
