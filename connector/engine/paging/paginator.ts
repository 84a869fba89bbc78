/** Follows a list from page to page, and never off the service that the token is for. */
import { isDeepStrictEqual } from "node:util";
import { ConnectorError } from "../../contract/errors.js";
import type { Action } from "../../contract/action.js";
import { getAt } from "../../contract/json_pointer.js";
import type { HttpResponse, HttpRequest } from "../../contract/types.js";
import { quoted } from "../../contract/visible_text.js";

/** How an action's answers lead from page to page; as declared. */
export type Paging = NonNullable<Action["paging"]>;

/** What following needs. */
export interface PageSource {
  readonly paging: Pick<Paging, "items" | "next" | "offsetFallback">;
  /** Address of the service without a slash at its end: no link leads outside it. */
  readonly serviceUrl: string;
  /** The answer of one call; throws where there is none that is usable. */
  send(request: HttpRequest): Promise<HttpResponse>;
}

/** One page of a list. */
export interface Page {
  readonly items: readonly unknown[];
  readonly response: HttpResponse;
  /** Where the list goes on, as the service wrote it; undefined on the last page. */
  readonly next: string | undefined;
}

/** Most pages in a row without an item: a service that links on for ever would be followed for ever. */
const maxEmptyPages = 100;

/**
 * The pages of a list, each fetched when it is asked for. Throws what `send` throws, and UnexpectedResponse for an
 * answer that is no page and for a link that must not be followed; the page that holds the link comes first.
 */
export async function* pagesOf(first: HttpRequest, source: PageSource): AsyncGenerator<Page> {
  const trail = new Trail(first.url, source);
  let unlinked: Page | undefined;
  for (let url: string | undefined = first.url; url !== undefined; ) {
    const page = pageIn(await source.send({ ...first, url }), source.paging);
    if (unlinked !== undefined && isNothingMore(page, unlinked)) return;
    yield page;
    unlinked = page.next === undefined ? page : undefined;
    url = trail.behind(page, url);
  }
}

/** Whether what was asked for behind a page without a link shows that the list was over. */
function isNothingMore({ items }: Page, before: Page): boolean {
  // A service that does not know the parameter gives the same page again. Single items may well be alike.
  return items.length === 0 || isDeepStrictEqual(items, before.items);
}

/** Where a list goes on. */
class Trail {
  readonly #first: string;
  readonly #source: PageSource;
  readonly #seen: Set<string>;
  #emptyPages = 0;
  #items = 0;
  #longest = 0;

  constructor(first: string, source: PageSource) {
    this.#first = first;
    this.#source = source;
    this.#seen = new Set([first]);
  }

  /** Address of what stands behind a page; undefined where the list ends. @param from address of that page */
  behind({ items, next }: Page, from: string): string | undefined {
    this.#items += items.length;
    this.#longest = Math.max(this.#longest, items.length);
    this.#emptyPages = items.length === 0 ? this.#emptyPages + 1 : 0;
    if (next === undefined) return this.#behindUnlinked(items.length);
    const url = followed(next, from, this.#source.serviceUrl);
    if (this.#seen.has(url) || this.#emptyPages >= maxEmptyPages) throw endless(next);
    this.#seen.add(url);
    return url;
  }

  /** A page that is shorter than one before it was not cut, nor was the one to which links have led. */
  #behindUnlinked(length: number): string | undefined {
    const { offsetFallback: behind } = this.#source.paging;
    if (behind === undefined || this.#seen.size > 1 || length < Math.max(behind.from, this.#longest))
      return undefined;
    const url = new URL(this.#first);
    if (behind.unless.some((name) => url.searchParams.has(name))) return undefined;
    return `${this.#first}${url.search === "" ? "?" : "&"}${behind.parameter}=${this.#items}`;
  }
}

function pageIn(response: HttpResponse, paging: PageSource["paging"]): Page {
  const items = getAt(response.body, paging.items);
  const next = getAt(response.body, paging.next) ?? undefined;
  if (!Array.isArray(items)) throw unexpected(`The answer holds no list at ${paging.items}.`);
  if (next !== undefined && typeof next !== "string") {
    throw unexpected(`The answer holds no address of a page at ${paging.next}.`);
  }
  return { items, response, next };
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
      `The link to the next page leads out of ${serviceUrl}, and was not followed: ${quoted(link, maxLinkLength)}.`,
    );
  }
  target.hash = "";
  return target.href;
}

function endless(link: string): ConnectorError {
  return unexpected(
    `The links to the next page lead nowhere, the last one to ${quoted(link, maxLinkLength)}; the list has no end.`,
  );
}

function unexpected(message: string): ConnectorError {
  return new ConnectorError("UnexpectedResponse", message, {
    hint: "Narrow the list so that it fits into one page, or fetch its pages one by one.",
  });
}

/** Longest part of a link that is quoted, in characters. */
const maxLinkLength = 300;
