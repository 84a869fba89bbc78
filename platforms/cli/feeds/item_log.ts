/** Counts what became of the items of a feed, and writes the items file. */
import type { FeedItem, ItemStatus } from "../../../connector/platform_api.js";
import { ndjsonOf } from "../../shared/ndjson.js";
import { lostOutput } from "../../shared/messages.js";
import { printable } from "../../shared/printable.js";
import { fileSink, type Sink } from "../io/sink.js";
import { placeOf } from "./feed_rows.js";
import { itemLines } from "./messages.js";

/** How often a code occurred, and its first item. */
interface CodeCount {
  readonly status: ItemStatus;
  readonly code: string;
  readonly first: string;
  count: number;
}

/** Number of codes that the summary lists. */
const maxCodes = 20;

/** The items of one feed. */
export class ItemLog {
  readonly #path: string | undefined;
  readonly #sink: Sink | undefined;
  readonly #codes = new Map<string, CodeCount>();
  readonly #counts: ItemCounts = { items: 0, taken: 0, changed: 0, skipped: 0, rows: 0 };

  /** @param path - file for the items; undefined: the items are only counted */
  constructor(path?: string) {
    this.#path = path;
    this.#sink = path === undefined ? undefined : fileSink(path);
  }

  /** Number of items and rows so far. */
  get counts(): Readonly<ItemCounts> {
    return this.#counts;
  }

  async add(items: readonly FeedItem[]): Promise<void> {
    for (const item of items) this.#count(item);
    if (items.length > 0) await this.#try(() => this.#sink?.write(ndjsonOf(items.map(lineOf))));
  }

  /** Completes the file, which exists even if there were no items. */
  async end(): Promise<void> {
    await this.#try(() => this.#sink?.end());
  }

  /**
   * Returns the lines of the summary: all counts, then each code with its first item.
   * @param isWhole - the feed was read to its end
   * @param listedBy - the flags that list all items if none of them is set
   */
  lines(isWhole: boolean, listedBy?: string): string[] {
    const codes = [...this.#codes.values()].toSorted((a, b) => b.count - a.count);
    const more = codes.length > maxCodes ? [itemLines.moreCodes(codes.length - maxCodes)] : [];
    const isHidden = this.#counts.skipped > 0 && listedBy !== undefined;
    return [
      itemLines.sum(this.#counts),
      ...(isWhole ? [] : [itemLines.notWhole]),
      ...codes.slice(0, maxCodes).map(codeLine),
      ...more,
      ...(isHidden ? [itemLines.listedBy(listedBy)] : []),
    ];
  }

  #count(item: FeedItem): void {
    const { status, code, rows } = item;
    this.#counts.items += 1;
    this.#counts[status] += 1;
    this.#counts.rows += rows.length;
    if (code === null) return;
    const key = `${status} ${code}`;
    const known = this.#codes.get(key);
    if (known === undefined) this.#codes.set(key, { status, code, count: 1, first: firstOf(item) });
    else known.count += 1;
  }

  async #try(work: () => Promise<void> | undefined): Promise<void> {
    try {
      await work();
    } catch (error) {
      throw lostOutput(`--items ${this.#path ?? ""}`, error);
    }
  }
}

/** Number of items by status, and of their rows. */
export interface ItemCounts extends Record<ItemStatus, number> {
  items: number;
  rows: number;
}

function lineOf({ source, status, code, message, before, after, rows }: FeedItem): object {
  return { source, status, code, message, before, after, rows: rows.length };
}

function codeLine({ status, code, count, first }: CodeCount): string {
  return `  ${status} ${code} (${count}): ${first}`;
}

function firstOf({ source, message }: FeedItem): string {
  return printable(`${placeOf(source)}: ${message ?? ""}`);
}
