/** A feed that can be read more than once: its items, and their rows in pages. */
import { createHash } from "node:crypto";
import {
  type ConnectorError,
  type FeedItem,
  type Feeds,
  isConnectorError,
} from "../../../connector/platform_api.js";
import type { Bytes } from "../../shared/bytes.js";
import { feedBytes } from "./feed_bytes.js";
import type { FeedRows } from "./feed_rows.js";
import type { FeedRules } from "./feed_settings.js";
import type { Notices } from "./notices.js";

/** What a feed is read with. */
export interface FeedParts {
  readonly feeds: Pick<Feeds, "readFeed">;
  /** Name of the source in messages and in the items. */
  readonly name: string;
  readonly rules: FeedRules;
  readonly notices: Notices;
  /** Opens the source. The signal ends its bytes. */
  readonly open: (signal?: AbortSignal) => Bytes;
  /** Receives each item once, although a preflight reads the feed twice. */
  readonly onItems: (items: readonly FeedItem[]) => Promise<void>;
  /** Receives the rows of each reading. */
  readonly rows?: FeedRows;
}

/** The source of one command. */
export class FeedSource {
  readonly #parts: FeedParts;
  /** Number of items that were passed on. */
  #passed = 0;
  /** Why the source ended before its end, after rows that are sent. */
  fault: ConnectorError | undefined;
  /** Whether a reading has passed on every item of the source. */
  isWhole = false;

  constructor(parts: FeedParts) {
    this.#parts = parts;
  }

  /** Yields the rows in pages, after their items were passed on. Each iteration reads the feed again. */
  rows(signal?: AbortSignal): AsyncIterable<unknown[]> {
    return { [Symbol.asyncIterator]: () => this.#rows(signal) };
  }

  /**
   * Returns what identifies the rows in a journal: the bytes of the feed, how it is read, and how many rows each item
   * has. A run on another day can skip more items, because they have expired by then; then all positions are different.
   * @param bytesDigest - SHA-256 of the bytes
   */
  async digest(bytesDigest: string): Promise<string> {
    const { nowMs: _now, warningLists: _lists, mapping: _mapping, ...rules } = this.#parts.rules;
    const hash = createHash("sha256").update(`${bytesDigest}\n${JSON.stringify(rules)}\n`);
    try {
      for await (const items of this.#read(() => {}))
        for (const { rows } of items) hash.update(`${rows.length},`);
    } catch {
      // The run meets the same fault, after the rows before it.
    }
    return hash.digest("hex");
  }

  /** A source that breaks off after its first row, or lacks an action in some items, ends here: its rows are sent. */
  async *#rows(signal: AbortSignal | undefined): AsyncGenerator<unknown[]> {
    let hasRows = false;
    try {
      for await (const rows of this.#allRows(signal)) {
        if (rows.length > 0) yield rows;
        hasRows ||= rows.length > 0;
      }
    } catch (error) {
      if (!hasRows || !isConnectorError(error) || !ofSource.has(error.code)) throw error;
      this.fault = error;
    }
  }

  async *#allRows(signal: AbortSignal | undefined): AsyncGenerator<unknown[]> {
    let position = 0;
    try {
      for await (const items of this.#read(this.#parts.notices.listener(), signal)) {
        const news = items.slice(Math.max(0, this.#passed - position));
        position += items.length;
        this.#passed = Math.max(this.#passed, position);
        if (news.length > 0) await this.#parts.onItems(news);
        this.#parts.rows?.note(items);
        yield items.flatMap((item) => item.rows);
      }
      this.isWhole = true;
    } catch (error) {
      // Other options are checked before the first item; this one is missed after the last.
      this.isWhole = position > 0 && isConnectorError(error) && error.code === "InvalidOption";
      throw error;
    }
  }

  #read(
    onNotice: ReturnType<Notices["listener"]>,
    signal?: AbortSignal,
  ): AsyncGenerator<readonly FeedItem[]> {
    const { feeds, name, rules, rows, open } = this.#parts;
    return feeds.readFeed(feedBytes(open(signal), name, signal), {
      ...rules,
      name,
      onNotice,
      onRow: rows?.noteGiven,
    });
  }
}

/** Errors of the source, which can come after rows. */
const ofSource: ReadonlySet<string> = new Set(["InvalidInput", "InvalidOption"]);
