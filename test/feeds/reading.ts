/** Runs readers on texts. */
import type { FeedReader, FeedReading, ReadItem } from "../../connector/feeds/feed_types.js";
import { isConnectorError } from "../../connector/contract/errors.js";

/** What a reader returned, and the error that ended it. */
export interface ReadResult {
  readonly items: readonly ReadItem[];
  readonly error: string | undefined;
  readonly pages: readonly number[];
}

/** Yields the bytes in chunks of a length. */
export async function* chunks(
  text: string | Uint8Array,
  length = Number.POSITIVE_INFINITY,
): AsyncGenerator<Uint8Array> {
  const bytes = typeof text === "string" ? Buffer.from(text) : text;
  for (let at = 0; at < bytes.length; at += length) yield bytes.subarray(at, at + length);
}

/** Reads a text, or a source. */
export async function readAll(
  reader: FeedReader,
  source: string | AsyncIterable<Uint8Array>,
  settings: Partial<FeedReading> = {},
): Promise<ReadResult> {
  const items: ReadItem[] = [];
  const pages: number[] = [];
  const bytes = typeof source === "string" ? chunks(source) : source;
  try {
    for await (const page of reader(bytes, { name: "feed", nowMs: 0, ...settings })) {
      items.push(...page);
      pages.push(page.length);
    }
    return { items, pages, error: undefined };
  } catch (error) {
    if (!isConnectorError(error)) throw error;
    return { items, pages, error: `${error.code}: ${error.message} ${error.hint}` };
  }
}

/** Returns what matters of an item in one line: its status and code, and its values. */
export function shortOf({ status, code, observables }: ReadItem): string {
  const values = observables.map(({ kind, value }) => `${kind} ${value}`);
  return [code === null ? status : `${status} ${code}`, ...values].join(", ");
}
