/** Finds the reader of a format. Readers are loaded when they are needed. */
import { decoded } from "./decode.js";
import { headBytes, PeekedSource } from "./peeked_source.js";
import type { FeedFormat, FeedReader, FeedReading, Tlp } from "./feed_types.js";
import { looksLikeProse, tlpRecognized } from "./messages.js";
import { proseSigns } from "./text/prose_signs.js";
import { canBeMarked, sourceTlp } from "./text/source_tlp.js";

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

/** What opening a source needs. */
interface Opening {
  readonly onNotice: FeedReading["onNotice"] | undefined;
  readonly prose: boolean | undefined;
  /** Throws if the format cannot be read with these settings. */
  readonly check: (format: FeedFormat) => void;
}

/** A source with what its start shows. */
export interface OpenSource {
  readonly format: FeedFormat;
  readonly bytes: AsyncIterable<Uint8Array>;
  /** Level that applies to the whole source. */
  readonly tlp?: Tlp;
  /** The format was recognized as a list, and the text looks like a report. */
  readonly isReport: boolean;
}

/** Returns the source with its format. @throws what `check` throws; the source is closed then */
export async function openSource(
  bytes: AsyncIterable<Uint8Array>,
  wanted: FeedFormat | "auto",
  { onNotice, prose, check }: Opening,
): Promise<OpenSource> {
  if (wanted !== "auto") {
    check(wanted);
    if (!canBeMarked(wanted)) return { format: wanted, bytes, isReport: false };
  }
  const source = new PeekedSource(bytes[Symbol.asyncIterator]());
  const head = await headText(await source.head());
  const found = wanted === "auto" ? await formatOf(head, prose, onNotice) : wanted;
  // A text without content has no items in any format.
  const format = found ?? "text";
  try {
    if (found !== undefined) check(format);
  } catch (error) {
    await source.return();
    throw error;
  }
  const tlp = sourceTlp(head, format);
  if (tlp !== undefined) onNotice?.(tlpRecognized(tlp));
  const isReport = wanted === "auto" && format === "text" && prose !== true && noticedProse(head, onNotice);
  return { format, bytes: source, isReport, ...(tlp === undefined ? {} : { tlp }) };
}

async function formatOf(
  head: string,
  prose: boolean | undefined,
  onNotice: Opening["onNotice"],
): Promise<FeedFormat | undefined> {
  const { detectFormat, formatNotice } = await import("./detect_format.js");
  const format = detectFormat(head, prose);
  onNotice?.(formatNotice(format ?? "text"));
  return format;
}

function noticedProse(head: string, onNotice: Opening["onNotice"]): boolean {
  const { isProse, others, lines } = proseSigns(head);
  if (isProse) onNotice?.(looksLikeProse(others, lines));
  return isProse;
}

/** Returns the start of a text; of a longer one up to its last whole line, since a character can be cut in two. */
async function headText(head: Uint8Array): Promise<string> {
  const end = head.length < headBytes ? head.length : head.lastIndexOf(lineFeed) + 1;
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
