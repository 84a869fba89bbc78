/** Collects items in pages. */
import { setImmediate } from "node:timers/promises";
import type { ReadItem } from "./feed_types.js";

/** Maximum number of items per page. */
const pageSize = 500;

/**
 * Yields the items in pages and lets the event loop turn between them. If the source fails, the items before the fault
 * are yielded first.
 */
export async function* pagesOf(
  items: AsyncIterable<readonly ReadItem[]>,
): AsyncGenerator<readonly ReadItem[]> {
  let page: ReadItem[] = [];
  let failure: { readonly error: unknown } | undefined;
  const source = items[Symbol.asyncIterator]();
  try {
    while (failure === undefined) {
      const next = await source.next().catch((error: unknown) => ({ error }));
      if ("error" in next) failure = next;
      else if (next.done === true) break;
      else {
        for (const item of next.value) {
          if (page.push(item) < pageSize) continue;
          yield page;
          page = [];
          await setImmediate();
        }
      }
    }
    if (page.length > 0) yield page;
  } finally {
    await source.return?.();
  }
  if (failure !== undefined) throw failure.error;
}

/** Yields the items of a list in pages. */
export function* inPages(items: readonly ReadItem[]): Generator<readonly ReadItem[]> {
  for (let at = 0; at < items.length; at += pageSize) yield items.slice(at, at + pageSize);
}
