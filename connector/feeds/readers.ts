/** Finds the reader of a format. Readers are loaded when they are needed. */
import { decoded } from "./decode.js";
import { PeekedSource } from "./peeked_source.js";
import type { FeedFormat, FeedReader, FeedReading } from "./feed_types.js";

const readers: Readonly<Record<FeedFormat, () => Promise<FeedReader>>> = {
  "portal-csv": async () => (await import("./csv/read_portal_csv.js")).readPortalCsv,
  csv: async () => (await import("./csv/read_csv.js")).readCsv,
  stix: async () => (await import("./stix/read_stix.js")).readStix,
  misp: async () => (await import("./misp/read_misp.js")).readMisp,
  text: async () => (await import("./text/read_text.js")).readText,
  json: async () => (await import("./rows/read_json_rows.js")).readJsonRows,
  ndjson: async () => (await import("./rows/read_ndjson_rows.js")).readNdjsonRows,
};

/** Returns the reader of the format. */
export function readerOf(format: FeedFormat): Promise<FeedReader> {
  return readers[format]();
}

/** What recognizing a format needs. */
interface Recognizing {
  readonly onNotice: FeedReading["onNotice"] | undefined;
  readonly prose: boolean | undefined;
  /** Throws if the format cannot be read with these settings. */
  readonly check: (format: FeedFormat) => void;
}

/** Returns the format, and all bytes of the source. @throws what `check` throws; the source is closed then */
export async function recognized(
  bytes: AsyncIterable<Uint8Array>,
  wanted: FeedFormat | "auto",
  { onNotice, prose, check }: Recognizing,
): Promise<{ readonly format: FeedFormat; readonly all: AsyncIterable<Uint8Array> }> {
  if (wanted !== "auto") {
    check(wanted);
    return { format: wanted, all: bytes };
  }
  const { detectFormat, formatNotice } = await import("./detect_format.js");
  const source = new PeekedSource(bytes[Symbol.asyncIterator]());
  // A text without content has no items in any format.
  const found = detectFormat(await headText(await source.head()), prose);
  const format = found ?? "text";
  onNotice?.(formatNotice(format));
  try {
    if (found !== undefined) check(format);
  } catch (error) {
    await source.return();
    throw error;
  }
  return { format, all: source };
}

/** Returns the start of a text up to its last whole line, since a character can be cut in two. */
async function headText(head: Uint8Array): Promise<string> {
  const end = head.lastIndexOf(lineFeed) + 1;
  let text = "";
  try {
    for await (const piece of decoded(onePiece(end === 0 ? head : head.subarray(0, end)), { name: "" }))
      text += piece;
  } catch {
    // The reader reports the fault, with its place.
  }
  return text;
}

const lineFeed = 0x0a;

async function* onePiece(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}
