/** Splits CSV into records. Uses csv-parse; no other file uses it. */
import { CsvError, parse, type Parser } from "csv-parse";
import { brokenRecord } from "../reading_messages.js";

/** Maximum length of a record, in bytes of UTF-8. A quote that is never closed would otherwise hold all memory. */
const maxRecordBytes = 1024 * 1024;

/** A record with its place in the source. */
export interface CsvRecord {
  readonly cells: readonly string[];
  /** Line of its first character, from 1. */
  readonly line: number;
}

/**
 * Yields the records of a text with LF as line end; blank lines and records of empty cells are not records.
 * @param firstLine - number of the first line
 * @throws ConnectorError InvalidInput for a record that is too long or a quote that is not closed, after all records
 *   before it
 */
export async function* recordsOf(
  pieces: AsyncIterable<string>,
  {
    delimiter,
    name,
    firstLine,
  }: { readonly delimiter: string; readonly name: string; readonly firstLine: number },
): AsyncGenerator<readonly CsvRecord[]> {
  let records: CsvRecord[] = [];
  let lastLine = 0;
  const parser = parse({
    delimiter,
    record_delimiter: "\n",
    relax_column_count: true,
    relax_quotes: true,
    skip_empty_lines: true,
    max_record_size: maxRecordBytes,
    on_record: (cells: string[], { lines }) => {
      lastLine = lines;
      if (cells.some(isFilled)) records.push({ cells, line: firstLine - 1 + lines - lineEnds(cells) });
      return null;
    },
  });
  const fault = (error: unknown): unknown =>
    error instanceof CsvError ? brokenRecord(name, firstLine + lastLine, error.code) : error;
  parser.on("error", () => {});
  try {
    for await (const piece of pieces) {
      const error = await written(parser, piece);
      if (records.length > 0) yield records;
      records = [];
      if (error !== undefined) throw fault(error);
    }
    const error = await written(parser);
    if (records.length > 0) yield records;
    if (error !== undefined) throw fault(error);
  } finally {
    parser.destroy();
  }
}

/** Writes a piece, or the end, and returns the error of the parser, if any. */
function written(parser: Parser, piece?: string): Promise<Error | undefined> {
  return new Promise((resolve) => {
    const done = (error?: Error | null): void => resolve(error ?? undefined);
    if (piece === undefined) parser.end(done);
    else parser.write(piece, done);
  });
}

const isFilled = (cell: string): boolean => cell !== "" && cell.trim() !== "";

/** Returns the number of line ends in quoted cells. */
function lineEnds(cells: readonly string[]): number {
  let count = 0;
  for (const cell of cells) if (cell.includes("\n")) count += cell.split("\n").length - 1;
  return count;
}
