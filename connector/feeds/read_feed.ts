/** Reads a feed: bytes become items with rows. */
import { nearest } from "../declarations/nearest.js";
import { type FeedFormat, type FeedItem, type FeedReading, feedFormats } from "./feed_types.js";
import type { FeedSettings } from "./feed_settings.js";
import { ItemMapper } from "./item_mapper.js";
import { assignableNames } from "./mapping/facts.js";
import { defaultMapping } from "./mapping/feed_mapping.js";
import { openSource, readerOf } from "./readers.js";
import { columnsNotUsed, settingErrors } from "./messages.js";

/** Formats with columns. */
const tables: ReadonlySet<FeedFormat> = new Set(["csv", "portal-csv"]);

/**
 * Reads a feed. Yields pages of items in the order of the source, each with its rows.
 * @throws ConnectorError InvalidOption for settings that do not fit, before anything is read, and after all
 *   items if some do not contain an action; InvalidInput for a source that cannot be read or is cut off, after the items before the fault
 */
export async function* readFeed(
  bytes: AsyncIterable<Uint8Array>,
  settings: FeedSettings,
): AsyncGenerator<readonly FeedItem[]> {
  const { format: wanted = "auto", onNotice, prose } = settings;
  checkFormat(wanted);
  checkColumns(settings);
  const mapper = new ItemMapper(settings);
  const check = (format: FeedFormat): void => {
    if (Object.keys(settings.columns ?? {}).length > 0 && !tables.has(format)) throw columnsNotUsed(format);
    mapper.checkFormat(format);
  };
  const source = await openSource(bytes, wanted, { onNotice, prose, check });
  mapper.mark(source.tlp);
  const reader = await readerOf(source.format);
  const reading = { ...readingOf(settings), isReport: source.isReport };
  const onColumns = (fields: readonly string[]): void => mapper.checkColumns(fields);
  try {
    for await (const page of reader(source.bytes, { ...reading, onColumns })) yield mapper.page(page);
    mapper.end(onNotice);
  } finally {
    mapper.report(onNotice);
  }
}

function readingOf({ name, nowMs, columns, prose, onNotice, defaults = {} }: FeedSettings): FeedReading {
  const { ipSrc, allHashes } = defaults;
  const given = { columns, prose, ipSrc, allHashes, onNotice };
  const set = Object.entries(given).filter(([, value]) => value !== undefined);
  return { name, nowMs, ...Object.fromEntries(set) };
}

function checkFormat(format: string): void {
  const known = ["auto", ...feedFormats];
  if (!known.includes(format))
    throw settingErrors.unknownName("format", format, nearest(format, known), known);
}

function checkColumns({ columns = {}, mapping = defaultMapping() }: FeedSettings): void {
  const known = assignableNames(mapping);
  for (const field of Object.values(columns))
    if (!known.includes(field)) throw settingErrors.unknownName("field", field, nearest(field, known), known);
}
