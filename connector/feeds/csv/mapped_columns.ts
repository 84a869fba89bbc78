/** Applies the columns that a person assigned to fields. */
import { invalidColumn } from "./messages.js";
import { type FactField, factFieldOf, plainName } from "./column_names.js";
import type { Columns } from "./columns.js";

/**
 * Returns the columns with those that a person assigned. An assigned column replaces the recognized ones of its field.
 * @param mapped - field by column: a header, or a number from 1
 * @throws ConnectorError InvalidOption for a column that the table does not have, or a field with two columns
 */
export function mapColumns(columns: Columns, mapped: Readonly<Record<string, string>>): Columns {
  const entries = Object.entries(mapped).map(([name, field]) => [indexOf(columns, name), field] as const);
  if (entries.length === 0) return columns;
  const facts = new Map(columns.facts);
  const fields = new Map<string, number>();
  const taken = new Set(entries.map(([index]) => index));
  for (const [field, index] of facts) if (taken.has(index)) facts.delete(field);
  let { values, type } = columns;
  for (const [index, field] of entries) {
    const fact = field === "indicatorValue" || field === "indicatorType" ? undefined : knownFact(field);
    if (field === "indicatorValue") values = [{ index, kind: "any" }];
    else if (field === "indicatorType") type = index;
    else if (fact === undefined) fields.set(field, index);
    else facts.set(fact, index);
  }
  assertOnce(entries.map(([, field]) => field));
  const { type: _type, ...rest } = columns;
  return { ...rest, values, facts, fields, ...(type === undefined ? {} : { type }) };
}

/** Only the exact name of a field is known, because the mapping checks all others. */
function knownFact(field: string): FactField | undefined {
  const fact = factFieldOf(field, true);
  return fact === field ? fact : undefined;
}

function assertOnce(fields: readonly string[]): void {
  const twice = fields.find((field, at) => fields.indexOf(field) !== at);
  if (twice !== undefined) throw invalidColumn(`More than one column is assigned to the field ${twice}`);
}

function indexOf({ header, count }: Columns, name: string): number {
  const exact = header?.indexOf(name) ?? -1;
  if (exact >= 0) return exact;
  const number = /^[1-9]\d{0,5}$/.test(name) ? Number(name) : 0;
  if (number >= 1 && number <= count) return number - 1;
  const plain = plainName(name);
  const near = header?.findIndex((one) => plainName(one) === plain && plain !== "") ?? -1;
  if (near >= 0) return near;
  const known =
    header === undefined
      ? `The table has no header and ${count} columns`
      : `The columns are ${header.slice(0, 40).join(", ")}`;
  throw invalidColumn(`The table has no column ${JSON.stringify(name)}. ${known}`);
}
