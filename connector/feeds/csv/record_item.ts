/** Makes an item from a record. */
import type { FeedReading, ReadItem, Reason } from "../feed_types.js";
import { observeAny, type Recognized } from "../observe.js";
import { type ItemFrame, observedItem, skippedItem } from "../observed_item.js";
import {
  commentRecord,
  limitUnclear,
  openQuote,
  raggedRecord,
  typeMissing,
  typeUnsupported,
  valueMissing,
} from "./messages.js";
import { conflictMarker } from "../messages.js";
import { isConflictMarker } from "../conflict_marker.js";
import { cellValues, isEmptyCell } from "./cell_values.js";
import { typeKindOf, type ValueKind } from "./column_names.js";
import { type Columns, limitsRow } from "./columns.js";
import { isComment } from "./header.js";
import { recordFacts } from "./record_facts.js";
import { withdrawalBy } from "./record_state.js";
import type { CsvRecord } from "./records.js";
import type { ValueColumn } from "./value_columns.js";

/** What the records of a table have in common. */
export interface Table {
  readonly columns: Columns;
  readonly delimiter: string;
  readonly reading: FeedReading;
}

/** Returns the item of a record. */
export function recordItem(record: CsvRecord, table: Table): ReadItem {
  const { columns, reading, delimiter } = table;
  const { cells } = record;
  const source = { file: reading.name, line: record.line };
  const whole = (): string => lineOf(cells, delimiter);
  const skippedFor = (reason: Reason): ReadItem => skippedItem({ source, before: whole() }, reason);
  const fault = isComment(cells, delimiter) ? commentRecord() : shapeFault(cells, table);
  if (fault !== undefined) return skippedFor(fault);
  const word = columns.type === undefined ? "" : (cells[columns.type] ?? "").trim();
  const kind = isEmptyCell(word) ? undefined : (typeKindOf(word) ?? null);
  if (kind === null) return skippedFor(typeUnsupported(word));
  const filled = readColumns(cells, columns, kind);
  if (filled.length === 0)
    return skippedFor(valueMissing(columns.values.map(({ index }) => nameOf(columns, index))));
  const values = filled.map(({ index }) => cells[index] as string);
  const before = values.map((cell) => cell.trim()).join(", ");
  const parts = filled.flatMap((column) => partsOf(cells, column, kind, columns));
  const item = itemWith({ source, before, values }, parts, cells, table);
  return item.status === "skipped" ? { ...item, before: whole() } : { ...item, whole };
}

/** What an item needs apart from its values. */
interface RecordFrame extends Pick<ItemFrame, "source" | "before"> {
  /** Cells with values. */
  readonly values: readonly string[];
}

/** Returns the record as a line that can be read again. */
function lineOf(cells: readonly string[], delimiter: string): string {
  const quoted = (cell: string): string =>
    cell.includes(delimiter) || /["\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
  return cells.map(quoted).join(delimiter).trim();
}

/** Returns the item with what the record says about its values. */
function itemWith(
  { values, ...frame }: RecordFrame,
  parts: readonly Recognized[],
  cells: readonly string[],
  { columns, reading }: Table,
): ReadItem {
  const limit = limitFault(cells, columns);
  if (limit !== undefined) return skippedItem(frame, limit);
  const { facts, texts, fault } = recordFacts(cells, columns, reading.nowMs);
  const reason = withdrawal(cells, columns);
  if (fault !== undefined && reason === undefined) return skippedItem(frame, fault);
  const item = observedItem({ ...frame, facts: facts ?? {}, allHashes: reading.allHashes }, parts);
  if (reason === undefined) return withTexts(item, texts ?? {}, values);
  const { observables } = item;
  return { ...skippedItem(frame, reason), ...(observables.length === 0 ? {} : { withdrawn: observables }) };
}

/** Returns the item with its cells; that of its only value only if it is the value with outer blanks. */
function withTexts(
  item: ReadItem,
  ofFacts: Readonly<Record<string, string>>,
  [cell = "", ...others]: readonly string[],
): ReadItem {
  const { observables } = item;
  const [first] = observables;
  const isValue = others.length === 0 && observables.length === 1 && cell !== first?.value;
  const texts = isValue && cell.trim() === first?.value ? { ...ofFacts, value: cell } : ofFacts;
  if (Object.keys(texts).length === 0) return item;
  return { ...item, observables: observables.map((observable) => ({ ...observable, texts })) };
}

/** Returns why the source withdraws the record; undefined if it does not. */
function withdrawal(cells: readonly string[], columns: Columns): Reason | undefined {
  for (const { index, kind } of columns.states) {
    const cell = cells[index] ?? "";
    const reason = withdrawalBy(kind, nameOf(columns, index), isEmptyCell(cell) ? "" : cell.trim());
    if (reason !== undefined) return reason;
  }
  return undefined;
}

/** Returns why a limit of the record is not understood. */
function limitFault(cells: readonly string[], columns: Columns): Reason | undefined {
  const index = columns.limits.find((at) => limitsRow(cells[at]));
  return index === undefined ? undefined : limitUnclear(nameOf(columns, index), (cells[index] ?? "").trim());
}

function nameOf({ header }: Columns, index: number): string {
  return header?.[index] ?? String(index + 1);
}

/** Returns the value columns with content, and of those only the ones that agree with the type. */
function readColumns(
  cells: readonly string[],
  { values }: Columns,
  kind: ValueKind | undefined,
): readonly ValueColumn[] {
  const filled = values.filter(({ index }) => !isEmptyCell(cells[index] ?? ""));
  if (kind === undefined) return filled;
  return filled.filter((column) => agrees(column.kind, kind));
}

const hashKinds: ReadonlySet<ValueKind> = new Set(["sha256", "sha1", "md5", "hash"]);

function agrees(column: ValueKind, type: ValueKind): boolean {
  if (column === "any" || column === type) return true;
  return (column === "hash" && hashKinds.has(type)) || (type === "hash" && hashKinds.has(column));
}

function partsOf(
  cells: readonly string[],
  column: ValueColumn,
  kind: ValueKind | undefined,
  { isPortal, type }: Columns,
): readonly Recognized[] {
  const wanted =
    kind === undefined || kind === "hash" ? (column.kind === "any" ? (kind ?? "any") : column.kind) : kind;
  const parts = cellValues(cells[column.index] as string, wanted, isPortal);
  if (type === undefined || kind !== undefined) return parts;
  return parts.map((part) =>
    isPortal || hasSeveralTypes(part, column.kind) ? { fault: typeMissing() } : part,
  );
}

/** Endings of domain names that are also endings of files. */
const fileEnding = /\.(?:app|cc|cab|java|md|mov|pl|ps|py|rs|sh|so|zip)$/i;

/** Returns true for a value that has the form of several kinds, so that a type is needed: a hash of a file or a certificate, a domain or a file. */
function hasSeveralTypes({ fault, kind, value }: Recognized, column: ValueKind): boolean {
  if (fault !== undefined || (column !== "any" && column !== "hash")) return false;
  return kind === "sha1" || (kind === "domain" && fileEnding.test(value));
}

/** Returns why the cells of a record may be in the wrong columns. */
function shapeFault(cells: readonly string[], { columns, delimiter }: Table): Reason | undefined {
  if (isConflictMarker(cells[0] ?? "")) return conflictMarker();
  const { count, values, type, facts } = columns;
  const extra = cells.length > count && cells.slice(count).some((cell) => cell.trim() !== "");
  const needed =
    columns.header === undefined
      ? []
      : [
          ...values.map(({ index }) => index),
          type ?? 0,
          ...facts.flatMap(({ field, index }) => (field === "action" ? [index] : [])),
        ];
  if (extra || (values.length === 1 && needed.some((index) => index >= cells.length)))
    return raggedRecord(cells.length, count);
  // A quoted cell of a record with all cells is what our own files contain.
  const isWhole = columns.isPortal && cells.length === count;
  const isSwallowed =
    !isWhole &&
    count > 1 &&
    cells.some((cell) => /[\r\n]/.test(cell) && holdsRecords(cell, columns, delimiter));
  return isSwallowed ? openQuote() : undefined;
}

/** Returns true if the lines of a quoted cell look like records, so that its quote may be a mistake. */
function holdsRecords(cell: string, { count, values }: Columns, delimiter: string): boolean {
  const lines = cell.split(/\r\n?|\n/).slice(1);
  return lines.some((line, at) => {
    const cells = line.split(delimiter);
    if (cells.length < 2 || (cells.length !== count && at < lines.length - 1)) return false;
    return values.some(({ index }) => observeAny(cells[index] ?? "").fault === undefined);
  });
}
