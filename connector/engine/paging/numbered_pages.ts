/** Fetches a list by the numbers of its pages. */
import { isDeepStrictEqual } from "node:util";
import { getAt, setAt } from "../../contract/json_pointer.js";
import type { ActionInput, HttpResponse } from "../../contract/types.js";
import { listErrors } from "./messages.js";
import { itemsIn, maxEmptyPages, type Page, type PageSource, type Paging } from "./page.js";

type Source = PageSource<{ readonly pageNumber: NonNullable<Paging["pageNumber"]> }>;

/**
 * Yields the pages of a list. A short page is not the end: services remove items from a page after they have counted
 * them. Throws the errors of `send`, UnexpectedResponse, and Incomplete if the list does not end.
 */
export async function* numberedPages(source: Source): AsyncGenerator<Page> {
  const { parameter } = source.paging.pageNumber;
  const given = getAt(source.input, parameter);
  let before: readonly unknown[] | undefined;
  let emptyPages = 0;
  for (let number = typeof given === "number" ? given : 1; ; number += 1) {
    const input = setAt(source.input, parameter, number) as ActionInput;
    const response = await source.send(source.request(input));
    const items = itemsIn(response, source.paging);
    const count = countIn(response, source.paging.pageNumber);
    const isRepeated = items.length > 0 && isDeepStrictEqual(items, before);
    // A service that does not know the parameter returns the same page again.
    if (isRepeated && count === undefined) return;
    if (isRepeated) throw listErrors.noProgress();
    const hasMore = count === undefined ? items.length > 0 : isMore(count, number, source);
    yield { items, response, next: undefined, hasMore };
    if (!hasMore) return;
    emptyPages = items.length === 0 ? emptyPages + 1 : 0;
    if (emptyPages >= maxEmptyPages) throw listErrors.noProgress();
    before = items;
  }
}

function countIn({ headers }: HttpResponse, { count }: Source["paging"]["pageNumber"]): number | undefined {
  const text = headers[count?.header ?? ""]?.trim() ?? "";
  return /^\d{1,15}$/.test(text) ? Number(text) : undefined;
}

function isMore(count: number, number: number, { paging, input }: Source): boolean {
  const { size, count: declared } = paging.pageNumber;
  const pageSize = Number(getAt(input, size));
  return declared?.of === "list" ? number * pageSize < count : count >= pageSize;
}
