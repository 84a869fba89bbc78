/** What every file of rows has in common. */
import { UnreadableRow } from "../../../connector/platform_api.js";
import { fileNotes } from "./messages.js";

/** A format in which rows are written. */
export type RowForm = "ndjson" | "json" | "csv" | "portal-csv";

/** Throws what its sink throws. */
export interface RowFile {
  add(rows: readonly unknown[]): Promise<void>;
  /** Resolves when everything is written, even if there were no rows. */
  end(): Promise<void>;
  /** Returns what the format cannot carry. */
  notes(): FileNote[];
}

/** What a file does not contain. */
export interface FileNote {
  /** NotPortable: whole rows were left out. */
  readonly code: "FieldLost" | "NotPortable";
  /** Full sentence. */
  readonly message: string;
  /** Number of rows that were left out. */
  readonly rows?: number;
}

/** Returns the number of rows that a file lacks, because its format cannot carry them. */
export function lostRows(notes: readonly FileNote[]): number {
  return notes.reduce((sum, { rows = 0 }) => sum + rows, 0);
}

/** Separates rows from lines that are not rows, and counts what a file leaves out. */
export class LeftOut {
  #count = 0;

  /** Returns the rows; lines that are not rows are counted. */
  rows(all: readonly unknown[]): readonly unknown[] {
    const rows = all.filter((row) => !(row instanceof UnreadableRow));
    this.#count += all.length - rows.length;
    return rows;
  }

  notes(): FileNote[] {
    if (this.#count === 0) return [];
    return [{ code: "FieldLost", message: fileNotes.notRows(this.#count) }];
  }
}
