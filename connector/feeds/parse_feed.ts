/** Reads a feed that an input contains. */
import { promisify } from "node:util";
import { gunzip } from "node:zlib";
import { isConnectorError } from "../contract/errors.js";
import type { FeedDefaults } from "../contract/generated/objects/feed_defaults.js";
import type { Declarations } from "../declarations/load.js";
import { mergedDefaults } from "./defaults.js";
import type { FeedSettings } from "./feed_settings.js";
import type { FeedFormat, FeedItem, FeedNotice } from "./feed_types.js";
import { feedMapping, type FeedMapping } from "./mapping/feed_mapping.js";
import { parseErrors } from "./messages.js";
import { readFeed } from "./read_feed.js";

/** A feed in an input. */
export interface GivenFeed {
  /** Name in items and descriptions; default: `content`. */
  readonly name?: string;
  readonly content?: string;
  readonly content_base64?: string;
  readonly format?: FeedFormat | "auto";
  readonly defaults?: FeedDefaults;
  readonly map?: Readonly<Record<string, string>>;
  readonly prose?: boolean;
  readonly allow_benign?: readonly string[];
}

/** What reading needs in addition to the feed. */
export interface ParseSettings {
  readonly mapping: { readonly declarations: Declarations; readonly path: string };
  /** Defaults of the asset, if there is one. */
  readonly assetDefaults: unknown;
  /** Milliseconds since 1970. */
  readonly nowMs: number;
  readonly onNotice: (notice: FeedNotice) => void;
  /** Throws if the run is over. */
  readonly check: () => void;
}

/** An item as an output contains it: the number of its rows instead of the rows. */
export type CountedItem = Omit<FeedItem, "rows" | "origins" | "withdrawn"> & { readonly rows: number };

/** Most items in one output, because all of them are in memory. A tenant holds far fewer indicators. */
const maxItems = 200_000;

/** Most bytes of a feed that was compressed, because all of them are in memory. */
const maxUnzippedBytes = 128 * 1024 * 1024;

/** Returns the rows and the items of the feed. @throws ConnectorError InvalidInput or InvalidOption */
export async function parseFeed(
  given: GivenFeed,
  settings: ParseSettings,
): Promise<{ readonly rows: unknown[]; readonly items: CountedItem[] }> {
  const { mapping, check } = settings;
  const bytes = await unzipped(bytesOf(given));
  const rows: unknown[] = [];
  const items: CountedItem[] = [];
  const reading = settingsOf(given, feedMapping(mapping.declarations, mapping.path), settings);
  for await (const page of readFeed(pieces(bytes), reading)) {
    check();
    if (items.length + page.length > maxItems) throw parseErrors.tooMany(maxItems);
    for (const item of page) {
      const { rows: made, origins: _origins, withdrawn: _withdrawn, ...record } = item;
      for (const row of made) rows.push(row);
      items.push({ ...record, rows: made.length });
    }
  }
  return { rows, items };
}

function settingsOf(given: GivenFeed, mapping: FeedMapping, around: ParseSettings): FeedSettings {
  const { name = "content", format = "auto", map, prose = false, allow_benign: allowBenign = [] } = given;
  const { nowMs, onNotice } = around;
  return {
    name,
    defaultsPlace: "input",
    format,
    defaults: mergedDefaults([ofAsset(around.assetDefaults, mapping), given.defaults ?? {}], mapping),
    prose,
    allowBenign,
    mapping,
    nowMs,
    onNotice,
    ...(map === undefined ? {} : { columns: map }),
  };
}

/** Returns the defaults of the asset. @throws InvalidAsset, because the input is not at fault */
function ofAsset(given: unknown, mapping: FeedMapping): FeedDefaults {
  try {
    return given === undefined ? {} : mergedDefaults([given], mapping);
  } catch (error) {
    throw isConnectorError(error) ? parseErrors.invalidAsset(error.message) : error;
  }
}

/** @throws InvalidInput unless the input has exactly one content that can be read */
function bytesOf({ content, content_base64: encoded }: GivenFeed): Buffer {
  if ((content === undefined) === (encoded === undefined)) throw parseErrors.oneContent();
  if (encoded === undefined) return bytesOfText(content ?? "");
  const bytes = Buffer.from(encoded, "base64");
  // Node.js skips what is not base64; only the exact encoding leads back to the same text.
  if (bytes.toString("base64") !== encoded) throw parseErrors.notBase64();
  return bytes;
}

/** Returns the bytes; gzip is decompressed. @throws InvalidInput for gzip that is cut off or expands beyond measure */
async function unzipped(bytes: Buffer): Promise<Buffer> {
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return bytes;
  try {
    return await promisify(gunzip)(bytes, { maxOutputLength: maxUnzippedBytes });
  } catch (error) {
    const isTooLarge = (error as NodeJS.ErrnoException).code === "ERR_BUFFER_TOO_LARGE";
    throw isTooLarge ? parseErrors.tooLarge(maxUnzippedBytes) : parseErrors.notGzip();
  }
}

function bytesOfText(content: string): Buffer {
  if (/\p{Surrogate}/u.test(content)) throw parseErrors.loneSurrogate();
  return Buffer.from(content);
}

/** Yields the bytes in pieces, so that readers never hold all of them at once. */
async function* pieces(bytes: Buffer): AsyncGenerator<Uint8Array> {
  const size = 65_536;
  for (let start = 0; start < bytes.length; start += size) yield bytes.subarray(start, start + size);
}
