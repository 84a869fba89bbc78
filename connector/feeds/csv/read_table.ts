/** Reads tables: text becomes records, and records become items. */
import { decoded } from "../decode.js";
import type { FeedReading, ReadItem } from "../feed_types.js";
import { pagesOf } from "../pages.js";
import { columnNotices } from "./column_notices.js";
import { type Columns, namesOf } from "./columns.js";
import { tableForm } from "./delimiter.js";
import { isComment, tableStart } from "./header.js";
import { mapColumns } from "./mapped_columns.js";
import { columnAmbiguous } from "./messages.js";
import { recordItem } from "./record_item.js";
import { type CsvRecord, recordsOf } from "./records.js";

/** Length of the text by which the delimiter is chosen. */
const headLength = 65_536;
/** Records by which the columns are recognized. */
const sampleSize = 200;

/** Reads a table. @param isPortal - true for the template of the portal */
export function readTable(
  bytes: AsyncIterable<Uint8Array>,
  reading: FeedReading,
  isPortal: boolean,
): AsyncGenerator<readonly ReadItem[]> {
  return pagesOf(tableItems(bytes, reading, isPortal));
}

async function* tableItems(
  bytes: AsyncIterable<Uint8Array>,
  reading: FeedReading,
  isPortal: boolean,
): AsyncGenerator<readonly ReadItem[]> {
  const { head, rest, failure } = await withHead(decoded(bytes, reading));
  const { delimiter, prefixLength } = tableForm(head);
  const records = recordsOf(joined(head.slice(prefixLength), rest, failure), {
    delimiter,
    name: reading.name,
    firstLine: prefixLength === 0 ? 1 : 2,
  });
  const sample = await sampleOf(records);
  const rows = sample.records.map(({ cells }) => cells);
  const { header, headerAt } = tableStart(rows, delimiter, isPortal);
  const body = rows.filter((cells, at) => at !== headerAt && !isComment(cells, delimiter));
  const columns = columnsOf(header, body, isPortal, reading);
  const table = { columns, delimiter, reading };
  const first = sample.records.filter((_record, at) => at !== headerAt);
  yield first.map((record) => recordItem(record, table));
  if (sample.failure !== undefined) throw sample.failure.error;
  for await (const some of records) yield some.map((record) => recordItem(record, table));
}

function columnsOf(
  header: readonly string[] | undefined,
  rows: readonly (readonly string[])[],
  isPortal: boolean,
  { columns: mapped = {}, onNotice, onColumns }: FeedReading,
): Columns {
  const columns = mapColumns(header, rows, isPortal, mapped);
  if (columns.ambiguous.length > 0) throw columnAmbiguous(namesOf(columns, columns.ambiguous));
  for (const notice of columnNotices(columns)) onNotice?.(notice);
  onColumns?.([...columns.facts.map(({ field }) => field), ...columns.fields.keys()]);
  return columns;
}

interface Failure {
  readonly error: unknown;
}

interface Head {
  readonly head: string;
  readonly rest: AsyncIterator<string>;
  /** What ended the source within the head. */
  readonly failure?: Failure;
}

/** Reads the start of a text. A fault of the source is kept until the records before it have been read. */
async function withHead(pieces: AsyncGenerator<string>): Promise<Head> {
  let head = "";
  while (head.length < headLength) {
    const next = await pieces.next().catch((error: unknown) => ({ error }));
    if ("error" in next) return { head, rest: pieces, failure: next };
    if (next.done === true) break;
    head += next.value;
  }
  return { head, rest: pieces };
}

async function* joined(head: string, rest: AsyncIterator<string>, failure?: Failure): AsyncGenerator<string> {
  if (head !== "") yield head;
  if (failure !== undefined) throw failure.error;
  yield* { [Symbol.asyncIterator]: () => rest };
}

interface Records {
  readonly records: readonly CsvRecord[];
  readonly failure?: Failure;
}

async function sampleOf(source: AsyncGenerator<readonly CsvRecord[]>): Promise<Records> {
  const records: CsvRecord[] = [];
  while (records.length < sampleSize) {
    const next = await source.next().catch((error: unknown) => ({ error }));
    if ("error" in next) return { records, failure: next };
    if (next.done === true) break;
    records.push(...next.value);
  }
  return { records };
}
