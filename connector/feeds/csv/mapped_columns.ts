/** Applies the columns that a person assigned to fields. */
import { columnErrors } from "./messages.js";
import { type FactField, factFieldOf, plainName } from "./column_names.js";
import { type Columns, namesOf, recognizeColumns } from "./columns.js";
import type { Sample } from "./samples.js";

/**
 * Returns the columns of a table with those that a person assigned. An assigned column replaces the recognized ones of
 * its field, and is used for nothing else.
 * @param mapped - field by column: a header, or a number from 1
 * @param rows - records without header
 * @throws ConnectorError InvalidOption for a column that the table does not have, or a field with two columns
 */
export function mapColumns(
  header: readonly string[] | undefined,
  rows: Sample,
  isPortal: boolean,
  mapped: Readonly<Record<string, string>>,
): Columns {
  const all = recognizeColumns(header, rows, isPortal);
  const entries = Object.entries(mapped).map(([name, field]) => [indexOf(all, name), field] as const);
  if (entries.length === 0) return all;
  assertOnce(entries.map(([, field]) => field));
  assertOneField(entries, all);
  const columns = recognizeColumns(header, rows, isPortal, new Set(entries.map(([index]) => index)));
  return withAssigned(columns, entries);
}

function withAssigned(columns: Columns, entries: readonly (readonly [number, string])[]): Columns {
  let { values, ambiguous, facts, type } = columns;
  const fields = new Map<string, number>();
  for (const [index, field] of entries) {
    const fact = field === "indicatorValue" || field === "indicatorType" ? undefined : knownFact(field);
    if (field === "indicatorValue") [values, ambiguous] = [[{ index, kind: "any" }], []];
    else if (field === "indicatorType") type = index;
    else if (fact === undefined) fields.set(field, index);
    else facts = [...facts.filter((column) => column.field !== fact), { field: fact, index }];
  }
  return { ...columns, values, ambiguous, facts, fields, ...(type === undefined ? {} : { type }) };
}

/** Only the exact name of a field is known, because the mapping checks all others. */
function knownFact(field: string): FactField | undefined {
  const fact = factFieldOf(field, true);
  return fact === field ? fact : undefined;
}

function assertOnce(fields: readonly string[]): void {
  const twice = fields.find((field, at) => fields.indexOf(field) !== at);
  if (twice !== undefined) throw columnErrors.twoColumns(twice);
}

/** A column can be named by its header and by its number. */
function assertOneField(entries: readonly (readonly [number, string])[], all: Columns): void {
  const twice = entries.find(([index], at) => entries.findIndex(([other]) => other === index) !== at);
  if (twice === undefined) return;
  const [name = ""] = namesOf(all, [twice[0]]);
  throw columnErrors.twoFields(name);
}

function indexOf({ header, count }: Pick<Columns, "header" | "count">, name: string): number {
  const exact = header?.indexOf(name) ?? -1;
  if (exact >= 0) return exact;
  const number = /^[1-9]\d{0,5}$/.test(name) ? Number(name) : 0;
  if (number >= 1 && number <= count) return number - 1;
  const plain = plainName(name);
  const near = header?.findIndex((one) => plainName(one) === plain && plain !== "") ?? -1;
  if (near >= 0) return near;
  throw columnErrors.unknown(name, header, count);
}
