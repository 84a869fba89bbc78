/** Follows a list by the cursors in its responses. */
import { isDeepStrictEqual } from "node:util";
import { isConnectorError } from "../../contract/errors.js";
import { getAt, setAt } from "../../contract/json_pointer.js";
import type { ActionInput, HttpResponse } from "../../contract/types.js";
import { itemsIn, maxEmptyPages, type Page, type PageSource, type Paging } from "./page.js";
import { listErrors } from "./messages.js";

type Source = PageSource<{ readonly cursor: NonNullable<Paging["cursor"]> }>;

/** Most times that a list starts again because a page was lost. */
const maxRestarts = 3;

/** Where the next page is: after this cursor, or after this time if there is no cursor. */
type Position = { readonly cursor: string | number } | { readonly after: string };

/**
 * Yields the pages of a list. If a page was lost and cannot be requested again, starts again from the first page: the
 * caller leaves out repeated items. Throws the errors of `send`, UnexpectedResponse, and Incomplete if the service has
 * more items and does not say how to get them. The page before such an error is yielded first.
 */
export async function* cursorPages(source: Source): AsyncGenerator<Page> {
  let position: Position | undefined;
  let before: { readonly page: Page; readonly position: Position | undefined } | undefined;
  let [restarts, emptyPages] = [0, 0];
  for (;;) {
    const response = await responseAt(position, source, restarts < maxRestarts);
    if (response === undefined) {
      restarts += 1;
      [position, before, emptyPages] = [undefined, undefined, 0];
      continue;
    }
    const found = nextOf(response, source);
    const page = pageIn(response, found, source);
    if (before !== undefined && isSame(page, found, before)) throw listErrors.noProgress();
    yield page;
    if (!page.hasMore) return;
    emptyPages = page.items.length === 0 ? emptyPages + 1 : 0;
    if (found === undefined) throw listErrors.noCursor();
    if (emptyPages >= maxEmptyPages || isStuck(found, position)) throw listErrors.noProgress();
    before = { page, position: found };
    position = found;
  }
}

/** Returns undefined if a page was lost that cannot be requested again. */
async function responseAt(
  position: Position | undefined,
  { paging, input, request, send, sendOnce }: Source,
  mayRestart: boolean,
): Promise<HttpResponse | undefined> {
  if (position === undefined) return send(request(input));
  const there = request(inputAt(position, input, paging));
  if (paging.cursor.singleUse !== true || !("cursor" in position)) return send(there);
  try {
    return await sendOnce(there);
  } catch (error) {
    const isLost = isConnectorError(error) && error.code === "OutcomeUnknown" && !error.isOutOfTime;
    if (isLost && mayRestart) return undefined;
    throw error;
  }
}

/** The same query, plus the cursor; or the same query that begins after a time. */
function inputAt(
  position: Position,
  input: ActionInput,
  { cursor, checkpoint }: Source["paging"],
): ActionInput {
  if ("cursor" in position) return setAt(input, cursor.parameter, position.cursor) as ActionInput;
  return setAt(input, checkpoint?.parameter ?? "", position.after) as ActionInput;
}

function nextOf({ body, headers }: HttpResponse, { paging }: Source): Position | undefined {
  const cursor = getAt(body, paging.cursor.next);
  if (typeof cursor === "number" || (typeof cursor === "string" && cursor !== "")) return { cursor };
  const after = headers[paging.checkpoint?.last ?? ""]?.trim() ?? "";
  return after === "" ? undefined : { after };
}

function pageIn(response: HttpResponse, found: Position | undefined, { paging }: Source): Page {
  const { headers, body } = response;
  const { first = "", last = "" } = paging.checkpoint ?? {};
  const hasMore = getAt(body, paging.cursor.more) === true;
  const isByTime = found !== undefined && "after" in found;
  const isOneTime = headers[last] !== undefined && headers[first] === headers[last];
  return {
    items: itemsIn(response, paging),
    response,
    next: undefined,
    hasMore,
    ...(hasMore && isByTime && isOneTime ? { isGapAfter: true } : {}),
  };
}

/** A cursor alone may repeat: some services return the same one for each page of a list. */
function isSame(
  page: Page,
  found: Position | undefined,
  before: { readonly page: Page; readonly position: Position | undefined },
): boolean {
  if (!page.hasMore || !isDeepStrictEqual(found, before.position)) return false;
  return isDeepStrictEqual(page.items, before.page.items);
}

/** The same time again leads to the same page again. */
function isStuck(found: Position, position: Position | undefined): boolean {
  return "after" in found && isDeepStrictEqual(found, position);
}
