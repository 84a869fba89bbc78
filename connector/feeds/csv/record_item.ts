/** Makes an item from a record. */
import type { FeedReading, ReadItem } from "../feed_types.js";
import { observeAny, type Reason, type Recognized } from "../observe.js";
import { type ItemFrame, observedItem, skippedItem } from "../observed_item.js";
import { openQuote, raggedRecord, typeUnsupported, valueMissing } from "./messages.js";
import { conflictMarker } from "../reading_messages.js";
import { isConflictMarker } from "../conflict_marker.js";
import { cellValues, isEmptyCell } from "./cell_values.js";
import { typeKindOf, type ValueKind } from "./column_names.js";
import type { Columns, ValueColumn } from "./columns.js";
import { recordFacts } from "./record_facts.js";
import type { CsvRecord } from "./records.js";

/** What the records of a table have in common. */
export interface Table {
  readonly columns: Columns;
  readonly delimiter: string;
  readonly reading: FeedReading;
}

/** Returns the item of a record. */
export function recordItem(record: CsvRecord, table: Table): ReadItem {
  const { columns, reading, delimiter } = table;
  const source = { file: reading.name, line: record.line };
  const whole = { source, before: record.cells.join(delimiter).trim() };
  const shape = shapeFault(record.cells, table);
  if (shape !== undefined) return skippedItem(whole, shape);
  const word = columns.type === undefined ? "" : (record.cells[columns.type] ?? "").trim();
  const kind = isEmptyCell(word) ? undefined : (typeKindOf(word) ?? null);
  if (kind === null) return skippedItem(whole, typeUnsupported(word));
  const filled = readColumns(record.cells, columns, kind);
  if (filled.length === 0)
    return skippedItem(whole, valueMissing(columns.values.map(({ index }) => nameOf(columns, index))));
  const { facts, fault } = recordFacts(record.cells, columns, reading.nowMs);
  const before = filled.map(({ index }) => (record.cells[index] as string).trim()).join(", ");
  if (fault !== undefined) return skippedItem({ source, before }, fault);
  const frame: ItemFrame = { source, before, facts, allHashes: reading.allHashes };
  return observedItem(
    frame,
    filled.flatMap((column) => partsOf(record.cells, column, kind, columns)),
  );
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
  { isPortal }: Columns,
): readonly Recognized[] {
  const wanted =
    kind === undefined || kind === "hash" ? (column.kind === "any" ? (kind ?? "any") : column.kind) : kind;
  return cellValues(cells[column.index] as string, wanted, isPortal);
}

/** Returns why the cells of a record may be in the wrong columns. */
function shapeFault(cells: readonly string[], { columns, delimiter }: Table): Reason | undefined {
  if (isConflictMarker(cells[0] ?? "")) return conflictMarker();
  const { count, values, type, facts } = columns;
  const extra = cells.length > count && cells.slice(count).some((cell) => cell.trim() !== "");
  const needed =
    columns.header === undefined
      ? []
      : [...values.map(({ index }) => index), type ?? 0, facts.get("action") ?? 0];
  if (extra || (values.length === 1 && needed.some((index) => index >= cells.length)))
    return raggedRecord(cells.length, count);
  const isSwallowed =
    count > 1 && cells.some((cell) => cell.includes("\n") && holdsRecords(cell, columns, delimiter));
  return isSwallowed ? openQuote() : undefined;
}

/** Returns true if the lines of a quoted cell look like records, so that its quote may be a mistake. */
function holdsRecords(cell: string, { count, values }: Columns, delimiter: string): boolean {
  const lines = cell.split("\n").slice(1);
  return lines.some((line, at) => {
    const cells = line.split(delimiter);
    if (cells.length < 2 || (cells.length !== count && at < lines.length - 1)) return false;
    return values.some(({ index }) => observeAny(cells[index] ?? "").fault === undefined);
  });
}
