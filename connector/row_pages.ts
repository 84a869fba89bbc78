/** Converts between rows and pages of rows. */
import type { Pages } from "./contract/types.js";

/** Returns the rows as pages of one row. Not a generator, which could not be stopped while it waits for a row. */
export function pagesOf(rows: Iterable<unknown> | AsyncIterable<unknown>): Pages {
  if (Symbol.asyncIterator in rows)
    return { [Symbol.asyncIterator]: () => singlePages(rows[Symbol.asyncIterator]()) };
  return {
    async *[Symbol.asyncIterator]() {
      for (const row of rows) yield [await row];
    },
  };
}

function singlePages(rows: AsyncIterator<unknown>): AsyncIterator<readonly unknown[]> {
  return {
    async next() {
      const { done, value } = await rows.next();
      return done === true ? { done, value } : { value: [value] };
    },
    async return() {
      await rows.return?.();
      return { done: true, value: undefined };
    },
  };
}

/** Yields the rows of the pages one by one, and returns what the pages return. */
export async function* rowsOf<Row, Result>(
  pages: AsyncGenerator<readonly Row[], Result>,
): AsyncGenerator<Row, Result> {
  try {
    for (;;) {
      const { done, value } = await pages.next();
      if (done === true) return value;
      yield* value;
    }
  } finally {
    await pages.return(undefined as never);
  }
}
