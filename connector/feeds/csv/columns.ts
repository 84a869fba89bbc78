/** Recognizes the columns of a table by their names and by what they contain. */
import { isAbout } from "./about_names.js";
import { isEmptyCell } from "./cell_values.js";
import { type FactField, factFieldOf, isLimitName, isTypeName, isTypeWord } from "./column_names.js";
import { isUnclear, type StateColumn, stateKindOf } from "./record_state.js";
import { cellsOf, type Sample, share } from "./samples.js";
import { type ValueColumn, valueColumns } from "./value_columns.js";

/** A column that fills a field. Columns are counted from 0. */
export interface FactColumn {
  readonly field: FactField;
  readonly index: number;
}

/** The columns of a table that are read. */
export interface Columns {
  /** Absent if the table has no header. */
  readonly header?: readonly string[];
  /** Number of columns. */
  readonly count: number;
  readonly values: readonly ValueColumn[];
  /** Columns that could each hold the values. None of them is read. */
  readonly ambiguous: readonly number[];
  readonly type?: number;
  /** Several columns can fill one field. */
  readonly facts: readonly FactColumn[];
  /** Columns that can withdraw a record. */
  readonly states: readonly StateColumn[];
  /** Columns of `states` with texts that are not understood. */
  readonly unclear: readonly number[];
  /** Columns that seem to limit a row and are not understood. A record with content in one is not read. */
  readonly limits: readonly number[];
  /** Columns that a person assigned to other fields of the row. */
  readonly fields: ReadonlyMap<string, number>;
  /** True for the template of the portal. */
  readonly isPortal: boolean;
}

/** Returns the columns of a table. @param rows - records without header @param assigned - columns with a field */
export function recognizeColumns(
  header: readonly string[] | undefined,
  rows: Sample,
  isPortal: boolean,
  assigned: ReadonlySet<number> = new Set(),
): Columns {
  const count = Math.max(
    0,
    header?.length ?? 0,
    ...(header === undefined ? rows.map((row) => row.length) : []),
  );
  const named = namedColumns(header, rows, count, isPortal, assigned);
  const { values, ambiguous } = valueColumns(header, rows, count, named.taken);
  const { type, facts, states, limits } = named;
  return {
    count,
    values: preferred(values, type),
    ambiguous,
    facts,
    states,
    unclear: states.filter((state) => hasUnclear(rows, state)).map(({ index }) => index),
    limits,
    fields: new Map(),
    isPortal,
    ...(header === undefined ? {} : { header }),
    ...(type === undefined ? {} : { type }),
  };
}

interface NamedColumns extends Pick<Columns, "facts" | "states" | "limits"> {
  readonly type: number | undefined;
  /** All columns that hold no values. */
  readonly taken: ReadonlySet<number>;
}

/** Returns the columns that hold something other than values, by their names. */
function namedColumns(
  header: readonly string[] | undefined,
  rows: Sample,
  count: number,
  isPortal: boolean,
  assigned: ReadonlySet<number>,
): NamedColumns {
  const names = header ?? [];
  const taken = new Set(assigned);
  const type = typeColumn(header, rows, count, assigned);
  if (type !== undefined) taken.add(type);
  const states = stateColumns(names, taken);
  for (const { index } of states) taken.add(index);
  const { facts, ignored } = factColumns(names, rows, isPortal, taken);
  for (const index of [...facts.map((fact) => fact.index), ...ignored]) taken.add(index);
  const limits = limitColumns(names, isPortal, taken);
  for (const index of limits) taken.add(index);
  return { type, facts, states, limits, taken };
}

/** With types, one column for all kinds of values is the one that they describe. */
function preferred(values: readonly ValueColumn[], type: number | undefined): readonly ValueColumn[] {
  const general = type === undefined ? undefined : values.find(({ kind }) => kind === "any");
  return general === undefined ? values : [general];
}

/**
 * Returns the column that names types: of the columns with such a name, the one in which most cells are known types; in
 * a table without header, one in which nearly all cells are.
 */
function typeColumn(
  header: readonly string[] | undefined,
  rows: Sample,
  count: number,
  assigned: ReadonlySet<number>,
): number | undefined {
  let best: number | undefined;
  let bestShare = header === undefined ? 0.9 : 0;
  for (let index = 0; index < count; index++) {
    if (assigned.has(index) || (header !== undefined && !isTypeName(header[index] ?? ""))) continue;
    const found = share(rows, index, isTypeWord);
    if (found < bestShare || (best !== undefined && found === bestShare)) continue;
    best = index;
    bestShare = found;
  }
  return best;
}

function stateColumns(header: readonly string[], taken: ReadonlySet<number>): readonly StateColumn[] {
  return header.flatMap((name, index) => {
    const kind = taken.has(index) ? undefined : stateKindOf(name);
    return kind === undefined ? [] : [{ index, kind }];
  });
}

const hasUnclear = (rows: Sample, { index, kind }: StateColumn): boolean =>
  [...cellsOf(rows, index)].some((cell) => isUnclear(kind, cell.trim()));

/** Fields of the template that show that the other columns of a table are meant for the service, too. */
const portalFields: ReadonlySet<FactField> = new Set<FactField>([
  "expirationTime",
  "generateAlert",
  "mitreTechniques",
  "rbacGroupNames",
  "recommendedActions",
  "severity",
  "title",
]);

/** Returns the columns that fill fields, and columns with such a name that hold something else. */
function factColumns(
  header: readonly string[],
  rows: Sample,
  isPortal: boolean,
  taken: ReadonlySet<number>,
): { readonly facts: readonly FactColumn[]; readonly ignored: readonly number[] } {
  const named = header.flatMap((name, index) => {
    const field = taken.has(index) ? undefined : factFieldOf(name, isPortal);
    return field === undefined ? [] : [{ field, index }];
  });
  const isLikePortal = isPortal || named.filter(({ field }) => portalFields.has(field)).length >= 2;
  const isNumeric = (cell: string): boolean => /^\s*\d{1,3}(?:\.\d+)?%?\s*$/.test(cell);
  const isOther = ({ field, index }: FactColumn): boolean =>
    (field === "confidence" && share(rows, index, isNumeric) < 0.5) || (field === "action" && !isLikePortal);
  return {
    facts: named.filter((column) => !isOther(column)),
    ignored: named.filter(isOther).map(({ index }) => index),
  };
}

function limitColumns(
  header: readonly string[],
  isPortal: boolean,
  taken: ReadonlySet<number>,
): readonly number[] {
  return [...header.keys()].filter(
    (index) =>
      !taken.has(index) && !isAbout(header[index] ?? "") && isLimitName(header[index] ?? "", isPortal),
  );
}

/** Returns the names or numbers of columns. */
export function namesOf({ header }: Pick<Columns, "header">, indexes: readonly number[]): readonly string[] {
  return indexes.map((index) => {
    const name = header?.[index]?.trim() ?? "";
    return name === "" ? String(index + 1) : name;
  });
}

/** Returns true for a cell of a limit that says something. */
export function limitsRow(cell: string | undefined): boolean {
  return !isEmptyCell(cell ?? "");
}
