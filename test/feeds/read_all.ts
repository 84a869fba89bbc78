/** Reads a whole source with a reader. */
import type { FeedReader, FeedReading, ReadItem } from "../../connector/feeds/feed_types.js";

/** What a reader returned. */
export interface Read {
  readonly items: readonly ReadItem[];
  readonly notices: readonly { readonly code: string; readonly message: string }[];
  /** Sizes of the pages. */
  readonly pages: readonly number[];
  /** What the reader threw after the items. */
  readonly error?: Error;
}

/** Time of all tests. */
export const nowMs = Date.parse("2026-11-30T00:00:00Z");

/** Yields the bytes of a source in pieces of that size, and then throws the error, if any. */
export async function* inPieces(
  source: string | Uint8Array,
  size = 65_536,
  error?: Error,
): AsyncGenerator<Uint8Array> {
  const bytes = typeof source === "string" ? Buffer.from(source) : source;
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
  if (error !== undefined) throw error;
}

/** Reads a source to its end or to its fault. */
export async function readAll(
  reader: FeedReader,
  source: string | Uint8Array | AsyncIterable<Uint8Array>,
  reading: Partial<FeedReading> = {},
): Promise<Read> {
  const items: ReadItem[] = [];
  const notices: { readonly code: string; readonly message: string }[] = [];
  const pages: number[] = [];
  const bytes = typeof source === "string" || source instanceof Uint8Array ? inPieces(source) : source;
  try {
    const all = { name: "feed", nowMs, onNotice: (notice: (typeof notices)[number]) => notices.push(notice) };
    for await (const page of reader(bytes, { ...all, ...reading })) {
      pages.push(page.length);
      items.push(...page);
    }
  } catch (error) {
    return { items, notices, pages, error: error as Error };
  }
  return { items, notices, pages };
}

/** Returns an item in short: `taken domain:bad.example`, `changed PortRemoved ip:192.0.2.1`, `skipped Network`. */
export function short({ status, code, observables }: ReadItem): string {
  const values = observables.map(({ kind, value }) => `${kind}:${value}`);
  return [status, ...(code === null ? [] : [code]), ...values].join(" ");
}
