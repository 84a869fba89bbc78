/** Reads a feed: bytes become items with rows. */
import type { FeedDefaults } from "../contract/generated/objects/feed_defaults.js";
import type { FeedFormat, FeedItem, FeedReading } from "./feed_types.js";
import type { FeedMapping } from "./mapping/feed_mapping.js";
import type { WarningList } from "./policy/warning_lists.js";

/** How a feed is read, and what its rows get. */
export interface FeedSettings extends Omit<FeedReading, "ipSrc" | "allHashes"> {
  /** Default: `auto`, which recognizes the format by the content. */
  readonly format?: FeedFormat | "auto";
  /** As `feedDefaults` returns them. */
  readonly defaults?: FeedDefaults;
  /** Values that are taken even if they are known to be harmless. */
  readonly allowBenign?: readonly string[];
  /** Lists of MISP with known values. A hit is a notice. */
  readonly warningLists?: readonly WarningList[];
  /** Default: rows of Defender indicators. */
  readonly mapping?: FeedMapping;
}

/**
 * Reads a feed. Yields pages of items in the order of the source, each with its rows.
 * @throws ConnectorError InvalidOption for settings that do not fit, before anything is read, and for an item without
 *   an action; InvalidInput for a source that cannot be read or is cut off, after the items before the fault
 */
export async function* readFeed(
  _bytes: AsyncIterable<Uint8Array>,
  _settings: FeedSettings,
): AsyncGenerator<readonly FeedItem[]> {
  yield [];
}
