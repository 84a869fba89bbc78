/** Looks at the cells of a column in the first records of a table. */
import { observeAny } from "../observe.js";
import { isEmptyCell } from "./cell_values.js";

/** Records at the start of a table. */
export type Sample = readonly (readonly string[])[];

/** Yields the cells with content of a column. */
export function* cellsOf(rows: Sample, index: number): Generator<string> {
  for (const row of rows) {
    const cell = row[index] ?? "";
    if (!isEmptyCell(cell)) yield cell;
  }
}

/** Returns the share of the cells with content that match; 0 without such cells. */
export function share(rows: Sample, index: number, matches: (cell: string) => boolean): number {
  let count = 0;
  let matching = 0;
  for (const cell of cellsOf(rows, index)) {
    count += 1;
    if (matches(cell)) matching += 1;
  }
  return count === 0 ? 0 : matching / count;
}

/** Returns true for a value, and for a text that is one of a kind without rows, such as a network. */
export function isValue(cell: string): boolean {
  const { fault } = observeAny(cell);
  return (
    fault === undefined ||
    fault.code === "Network" ||
    fault.code === "PathWithoutScheme" ||
    fault.code === "OnionName"
  );
}

/** Returns true for a cell with a value. A cell can hold several. */
export function isListOfValues(cell: string): boolean {
  return isValue(cell) || cell.split(/[\s,;|]+/).some((part) => part !== "" && isValue(part));
}
