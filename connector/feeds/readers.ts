/** Finds the reader of a format. Readers are loaded when they are needed. */
import { PeekedSource } from "./peeked_source.js";
import type { FeedFormat, FeedReader, FeedReading } from "./feed_types.js";

type Detect = (head: Uint8Array) => { readonly format: FeedFormat; readonly message: string };

// Replaced by imports with literal paths as soon as the readers are there.
const load = async <T>(path: string, name: string): Promise<T> =>
  ((await import(path)) as Record<string, T>)[name] as T;

const readers: Readonly<Record<FeedFormat, () => Promise<FeedReader>>> = {
  "portal-csv": () => load("./csv/read_portal_csv.js", "readPortalCsv"),
  csv: () => load("./csv/read_csv.js", "readCsv"),
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
  /** Throws if the format cannot be read with these settings. */
  readonly check: (format: FeedFormat) => void;
}

/** Returns the format, and all bytes of the source. @throws what `check` throws; the source is closed then */
export async function recognized(
  bytes: AsyncIterable<Uint8Array>,
  wanted: FeedFormat | "auto",
  { onNotice, check }: Recognizing,
): Promise<{ readonly format: FeedFormat; readonly all: AsyncIterable<Uint8Array> }> {
  if (wanted !== "auto") {
    check(wanted);
    return { format: wanted, all: bytes };
  }
  const detect: Detect = await load("./detect_format.js", "detectFormat");
  const source = new PeekedSource(bytes[Symbol.asyncIterator]());
  const { format, message } = detect(await source.head());
  onNotice?.({ code: "FormatRecognized", message });
  try {
    check(format);
  } catch (error) {
    await source.return();
    throw error;
  }
  return { format, all: source };
}
