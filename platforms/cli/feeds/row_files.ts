/** Writes rows in the formats in which they can be read again. */
import { loadFeeds, parsePointer, UnreadableRow } from "../../../connector/platform_api.js";
import { formOf, isTable } from "../io/file_format.js";
import { membersAfter } from "../io/row_writer.js";
import type { Sink } from "../io/sink.js";
import { feedFlagErrors } from "./messages.js";
import { type FileNote, LeftOut, type RowFile, type RowForm } from "./row_file.js";

/**
 * Returns a file of that format. CSV is loaded when it is written.
 * @param place - JSON Pointer of the rows in an input, for the envelope of JSON
 * @param input - everything in the input except the rows
 */
export async function rowFile(
  form: RowForm,
  sink: Sink,
  place: string,
  { input, fields }: { input?: unknown; fields?: readonly string[] } = {},
): Promise<RowFile> {
  if (form === "ndjson") return new LineFile(sink);
  if (form === "json") return new EnvelopeFile(sink, parsePointer(place), input);
  const { portalFile, tableFile } = await import("./csv_file.js");
  const feeds = await loadFeeds();
  return form === "csv" ? tableFile(sink, feeds, fields) : portalFile(sink, feeds);
}

/** Returns the format of the rows of an output. @throws InvalidOption if the extension of the file is that of another one */
export function outputForm(to: RowForm | undefined, output: string | undefined): RowForm {
  const named = output === undefined ? undefined : isTable(output) ? "csv" : formOf(output);
  if (to === undefined || output === undefined || named === undefined) return to ?? named ?? "ndjson";
  const wanted = to === "portal-csv" ? "csv" : to;
  if (wanted !== named) throw feedFlagErrors.otherExtension(to, output);
  return to;
}

/** Returns the format of a file of rows by its extension. CSV is the portal's template. */
export function rowFormOf(path: string): RowForm | undefined {
  return isTable(path) ? "portal-csv" : formOf(path);
}

/** One row per line. A line that is not a row is written as it was. */
class LineFile implements RowFile {
  readonly #sink: Sink;
  readonly #leftOut = new LeftOut();

  constructor(sink: Sink) {
    this.#sink = sink;
  }

  async add(rows: readonly unknown[]): Promise<void> {
    let text = "";
    for (const row of rows) {
      if (row instanceof UnreadableRow) text += row.text === undefined ? this.#without(row) : `${row.text}\n`;
      else text += `${JSON.stringify(row)}\n`;
    }
    if (text !== "") await this.#sink.write(text);
  }

  end(): Promise<void> {
    return this.#sink.end();
  }

  notes(): FileNote[] {
    return this.#leftOut.notes();
  }

  #without(row: UnreadableRow): string {
    this.#leftOut.rows([row]);
    return "";
  }
}

/** One input with all rows. */
class EnvelopeFile implements RowFile {
  readonly #sink: Sink;
  readonly #path: readonly string[];
  readonly #input: unknown;
  readonly #leftOut = new LeftOut();
  #before: string;
  #isEmpty = true;

  constructor(sink: Sink, path: readonly string[], input: unknown) {
    this.#sink = sink;
    this.#path = path;
    this.#input = input;
    this.#before = `${path.map((key) => `{${JSON.stringify(key)}:`).join("")}[\n`;
  }

  async add(all: readonly unknown[]): Promise<void> {
    const rows = this.#leftOut.rows(all);
    if (rows.length === 0) return;
    await this.#sink.write(this.#before + rows.map((row) => JSON.stringify(row)).join(",\n"));
    this.#before = ",\n";
    this.#isEmpty = false;
  }

  async end(): Promise<void> {
    const begin = this.#isEmpty ? this.#before : "\n";
    await this.#sink.write(`${begin}]${membersAfter(this.#input, this.#path)}\n`);
    await this.#sink.end();
  }

  notes(): FileNote[] {
    return this.#leftOut.notes();
  }
}
