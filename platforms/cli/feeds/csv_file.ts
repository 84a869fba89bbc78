/** Writes rows as CSV: the portal's template, or one column for each field of a row. */
import { type Feeds, load, packageRoot } from "../../../connector/platform_api.js";
import type { Sink } from "../io/sink.js";
import { fileNotes } from "./messages.js";
import { type FileNote, LeftOut, type RowFile } from "./row_file.js";

/** How a row becomes a record. */
interface Columns {
  readonly header: readonly string[];
  record(row: unknown): readonly string[];
  /** Returns the names of the fields that the record does not contain. */
  missing(row: unknown): readonly string[];
  /** Returns the name of a list that the record would change; then the row is left out. */
  ambiguous(row: unknown): string | undefined;
}

/** Returns the names of all fields that an indicator can have. */
function indicatorFields(): string[] {
  const { properties = {} } = load(packageRoot()).schemas.get("schemas/objects/indicator.json") ?? {};
  return Object.keys(properties as object);
}

/** Returns a file with the portal's template. */
export function portalFile(sink: Sink, feeds: Feeds): RowFile {
  const { portalHeader: header, portalRecord: record, unportableFields: missing } = feeds;
  const columns = { header, record, missing, ambiguous: feeds.ambiguousList };
  return new CsvFile(sink, columns, feeds.csvLine);
}

/**
 * Returns a file with a column for each field.
 * @param fields - default: those of an indicator
 */
export function tableFile(sink: Sink, feeds: Feeds, fields?: readonly string[]): RowFile {
  const header = fields ?? indicatorFields();
  const known = new Set(header);
  const columns = {
    header,
    record: (row: unknown) => feeds.tableRecord(row, header),
    missing: (row: unknown) => feeds.unportableFields(row).filter((name) => !known.has(name)),
    ambiguous: () => undefined,
  };
  return new CsvFile(sink, columns, feeds.csvLine);
}

class CsvFile implements RowFile {
  readonly #sink: Sink;
  readonly #columns: Columns;
  readonly #line: Feeds["csvLine"];
  readonly #leftOut = new LeftOut();
  readonly #missing = new Map<string, number>();
  readonly #notPortable = new Map<string, { count: number; readonly values: string[] }>();
  #hasBegun = false;

  constructor(sink: Sink, columns: Columns, line: Feeds["csvLine"]) {
    this.#sink = sink;
    this.#line = line;
    this.#columns = columns;
  }

  async add(rows: readonly unknown[]): Promise<void> {
    let text = this.#begin();
    for (const row of this.#leftOut.rows(rows)) {
      const list = this.#columns.ambiguous(row);
      if (list !== undefined) {
        this.#leaveOut(list, row);
        continue;
      }
      for (const name of this.#columns.missing(row)) this.#count(name);
      text += this.#line(this.#columns.record(row));
    }
    if (text !== "") await this.#sink.write(text);
  }

  async end(): Promise<void> {
    await this.#sink.write(this.#begin());
    await this.#sink.end();
  }

  notes(): FileNote[] {
    const lost = [...this.#missing].map(([name, count]) => ({
      code: "FieldLost" as const,
      message: fileNotes.fieldLost(name, count),
    }));
    const rows = [...this.#notPortable].map(([name, { count, values }]) => ({
      code: "NotPortable" as const,
      rows: count,
      message: fileNotes.ambiguousList(name, count, values),
    }));
    return [...lost, ...rows, ...this.#leftOut.notes()];
  }

  #leaveOut(list: string, row: unknown): void {
    const known = this.#notPortable.get(list) ?? { count: 0, values: [] };
    known.count += 1;
    if (known.values.length < maxValues) known.values.push(valueOf(row));
    this.#notPortable.set(list, known);
  }

  #begin(): string {
    if (this.#hasBegun) return "";
    this.#hasBegun = true;
    return this.#line(this.#columns.header);
  }

  #count(name: string): void {
    if (this.#missing.has(name) || this.#missing.size < maxNames)
      this.#missing.set(name, (this.#missing.get(name) ?? 0) + 1);
  }
}

/** Most names of fields that are reported. */
const maxNames = 50;

/** Most rows that a note names. */
const maxValues = 3;

/** Returns what identifies a row for a person. */
function valueOf(row: unknown): string {
  const value = typeof row === "object" && row !== null && "indicatorValue" in row ? row.indicatorValue : row;
  return typeof value === "string" ? value : JSON.stringify(value);
}
