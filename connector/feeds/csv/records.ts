/** Splits CSV into records. Uses csv-parse; no other file uses it. */
import { CsvError, parse, type Parser } from "csv-parse";
import { CellLimit } from "./cell_limit.js";
import { brokenRecord } from "./messages.js";

/** Maximum length of a record, in bytes of UTF-8. A quote that is never closed would otherwise hold all memory. */
const maxRecordBytes = 1024 * 1024;

/** A record with its place in the source. */
export interface CsvRecord {
  readonly cells: readonly string[];
  /** Line of its first character, from 1. */
  readonly line: number;
}

/** How a table is written, and its name in messages. */
export interface RecordForm {
  readonly delimiter: string;
  readonly name: string;
  /** Number of the first line. */
  readonly firstLine: number;
}

/**
 * Yields the records of a text with any line ends, which stay as they are in quoted cells; blank lines and records of
 * empty cells are not records.
 * @throws ConnectorError InvalidInput for a record that is too long or a quote that is not closed, after all records
 *   before it
 */
export async function* recordsOf(
  pieces: AsyncIterable<string>,
  form: RecordForm,
): AsyncGenerator<readonly CsvRecord[]> {
  const splitter = new RecordSplitter(form);
  const cells = new CellLimit(form.delimiter);
  try {
    for await (const piece of pieces) {
      const excess = cells.excessIn(piece);
      const records = await splitter.write(excess === undefined ? piece : piece.slice(0, excess.lineStart));
      if (records.length > 0) yield records;
      splitter.check();
      if (excess === undefined) continue;
      yield await splitter.lastRecords(excess.hasBegun);
      throw splitter.tooManyCells();
    }
    const records = await splitter.write();
    if (records.length > 0) yield records;
    splitter.check();
  } finally {
    splitter.close();
  }
}

class RecordSplitter {
  readonly #form: RecordForm;
  readonly #parser: Parser;
  #records: CsvRecord[] = [];
  /** Lines up to the end of the last record. */
  #lines = 0;
  /** Line ends in quoted cells that csv-parse has counted twice, because it counts CR and LF. */
  #countedTwice = 0;
  #error: Error | undefined;

  constructor(form: RecordForm) {
    this.#form = form;
    this.#parser = parse({
      delimiter: form.delimiter,
      record_delimiter: ["\n", "\r\n", "\r"],
      relax_column_count: true,
      relax_quotes: true,
      skip_empty_lines: true,
      max_record_size: maxRecordBytes,
      on_record: (cells: string[], { lines }) => {
        this.#add(cells, lines);
        return null;
      },
    });
    this.#parser.on("error", (error) => {
      this.#error = error;
    });
  }

  /** Writes a piece, or the end, and returns the records that are complete. */
  async write(piece?: string): Promise<readonly CsvRecord[]> {
    await new Promise<void>((resolve) => {
      const done = (error?: Error | null): void => {
        this.#error ??= error ?? undefined;
        resolve();
      };
      if (piece === undefined) this.#parser.end(done);
      else this.#parser.write(piece, done);
    });
    const records = this.#records;
    this.#records = [];
    return records;
  }

  /** Throws the error of the parser, if any. */
  check(): void {
    if (this.#error === undefined) return;
    const { name, firstLine } = this.#form;
    throw this.#error instanceof CsvError
      ? brokenRecord(name, firstLine + this.#lines, this.#error.code)
      : this.#error;
  }

  /** Ends the parser and returns the records that it held. @param isOpen - true if the last one is not complete */
  async lastRecords(isOpen: boolean): Promise<readonly CsvRecord[]> {
    const records = await this.write();
    if (!isOpen || this.#error !== undefined) return records;
    const [last] = records.slice(-1);
    if (last !== undefined) this.#lines = last.line - this.#form.firstLine;
    return records.slice(0, -1);
  }

  /** Returns the error for the record after all complete ones. */
  tooManyCells(): Error {
    const { name, firstLine } = this.#form;
    return brokenRecord(name, firstLine + this.#lines, "CELLS");
  }

  close(): void {
    this.#parser.destroy();
  }

  #add(cells: readonly string[], lines: number): void {
    const { counted, ends } = lineEnds(cells);
    this.#countedTwice += counted - ends;
    this.#lines = lines - this.#countedTwice;
    if (!cells.some(isFilled)) return;
    this.#records.push({ cells, line: this.#form.firstLine - 1 + this.#lines - ends });
  }
}

const isFilled = (cell: string): boolean => cell !== "" && cell.trim() !== "";

/** Returns the number of line ends in quoted cells, and how many csv-parse counts. */
function lineEnds(cells: readonly string[]): { readonly counted: number; readonly ends: number } {
  let counted = 0;
  let ends = 0;
  for (const cell of cells) {
    if (!cell.includes("\n") && !cell.includes("\r")) continue;
    counted += cell.match(/[\r\n]/g)?.length ?? 0;
    ends += cell.match(/\r\n?|\n/g)?.length ?? 0;
  }
  return { counted, ends };
}
