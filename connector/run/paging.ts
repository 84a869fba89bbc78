/** Follows a list from page to page, and never off the service that the token is for. */
import { ConnectorError } from "../contract/errors.js";
import type { Action } from "../contract/generated/meta/action.js";
import { at } from "../contract/pointer.js";
import type { HttpAnswer, HttpRequest } from "../contract/types.js";

/** How an action's answers lead from page to page; as declared. */
export type Paging = NonNullable<Action["paging"]>;

/** What following needs. */
export interface PageSource {
  readonly paging: Pick<Paging, "items" | "next">;
  /** Address of the service without a slash at its end: no link leads outside it. */
  readonly serviceUrl: string;
  /** The answer of one call; throws where there is none that is usable. */
  send(request: HttpRequest): Promise<HttpAnswer>;
}

/** One page of a list. */
export interface Page {
  readonly items: readonly unknown[];
  readonly answer: HttpAnswer;
  /** Where the list goes on, as the service wrote it; undefined on the last page. */
  readonly next: string | undefined;
}

/** Most pages in a row without an item: a service that links on for ever would be followed for ever. */
const mostEmptyPages = 100;

/**
 * The pages of a list, each fetched when it is asked for. Throws what `send` throws, and UnexpectedAnswer for an
 * answer that is no page and for a link that must not be followed; the page that holds the link comes first.
 */
export async function* pagesOf(first: HttpRequest, source: PageSource): AsyncGenerator<Page> {
  const seen = new Set<string>([first.url]);
  let emptyPages = 0;
  for (let url = first.url; ; ) {
    const page = pageIn(await source.send({ ...first, url }), source.paging);
    yield page;
    if (page.next === undefined) return;
    emptyPages = page.items.length === 0 ? emptyPages + 1 : 0;
    url = followed(page.next, url, source.serviceUrl);
    if (seen.has(url) || emptyPages >= mostEmptyPages) throw endless(page.next);
    seen.add(url);
  }
}

function pageIn(answer: HttpAnswer, paging: PageSource["paging"]): Page {
  const items = at(answer.body, paging.items);
  const next = at(answer.body, paging.next) ?? undefined;
  if (!Array.isArray(items)) throw unexpected(`The answer holds no list at ${paging.items}.`);
  if (next !== undefined && typeof next !== "string") {
    throw unexpected(`The answer holds no address of a page at ${paging.next}.`);
  }
  return { items, answer, next };
}

/** Some servers read these as slashes, and the two dots before one as a step up. */
const writtenSlash = /%2f|%5c/i;

/** The link's address, as a browser would read it; throws where it leads out of the service. */
function followed(link: string, from: string, serviceUrl: string): string {
  const service = new URL(`${serviceUrl}/`);
  const target = URL.canParse(link, from) ? new URL(link, from) : undefined;
  const isInside =
    target?.origin === service.origin &&
    target.pathname.startsWith(service.pathname) &&
    !writtenSlash.test(target.pathname) &&
    `${target.username}${target.password}` === "";
  if (target === undefined || !isInside) {
    throw unexpected(
      `The link to the next page leads out of ${serviceUrl}, and was not followed: ${cut(link)}.`,
    );
  }
  target.hash = "";
  return target.href;
}

function endless(link: string): ConnectorError {
  return unexpected(
    `The links to the next page lead nowhere, the last one to ${cut(link)}; the list has no end.`,
  );
}

function unexpected(message: string): ConnectorError {
  return new ConnectorError("UnexpectedAnswer", message, {
    hint: "Narrow the list so that it fits into one page, or fetch its pages one by one.",
  });
}

/** Longest part of a link that is quoted, in characters. */
const longestLink = 300;

function cut(link: string): string {
  return link.length <= longestLink ? link : `${link.slice(0, longestLink)}…`;
}
