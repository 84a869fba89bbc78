/** Follows the links of a list from page to page, but never to an address outside the service. */
import { isDeepStrictEqual } from "node:util";
import { getAt } from "../../contract/json_pointer.js";
import type { HttpResponse, HttpRequest } from "../../contract/types.js";
import { listErrors, pageErrors } from "./messages.js";
import { itemsIn, maxEmptyPages, type Page, type Paging } from "./page.js";

/** What following the links needs. */
export interface LinkSource {
  readonly paging: Pick<Paging, "items" | "allowMissingItems" | "offsetFallback"> & { readonly next: string };
  /** Address of the service without a trailing slash; links to other addresses are rejected. */
  readonly serviceUrl: string;
  /**
   * Also distrusts a full page that a link led to: the list ends only with a page that is shorter than another one. A
   * service that returns the same page for another offset is an error then.
   */
  readonly untilShort?: boolean;
  /** Returns the response of one call. Throws if there is no usable one. */
  send(request: HttpRequest): Promise<HttpResponse>;
}

/**
 * Yields the pages of a list, each fetched on demand. Throws the errors of `send`, and UnexpectedResponse for a
 * response that is not a page and for a link that must not be followed. The page with such a link is yielded first.
 */
export async function* pagesOf(first: HttpRequest, source: LinkSource): AsyncGenerator<Page> {
  const trail = new Trail(first.url, source);
  let unlinked: Page | undefined;
  for (let url: string | undefined = first.url; url !== undefined; ) {
    const page = pageIn(await source.send({ ...first, url }), source.paging);
    if (unlinked !== undefined && isNothingMore(page, unlinked)) {
      if (source.untilShort === true && page.items.length > 0) throw listErrors.noProgress();
      return;
    }
    yield page;
    unlinked = page.next === undefined ? page : undefined;
    url = trail.behind(page, url);
  }
}

/** Whether the page after one without a link shows that the list has ended. */
function isNothingMore({ items }: Page, before: Page): boolean {
  // A service that does not know the parameter returns the same page again. Single items may be equal.
  return items.length === 0 || isDeepStrictEqual(items, before.items);
}

/** Finds the address of the next page. */
class Trail {
  readonly #first: string;
  readonly #source: LinkSource;
  readonly #seen: Set<string>;
  #emptyPages = 0;
  #items = 0;
  #longest = 0;

  constructor(first: string, source: LinkSource) {
    this.#first = first;
    this.#source = source;
    this.#seen = new Set([first]);
  }

  /** Returns the address of the page after this one; undefined at the end. @param from - address of this page */
  behind({ items, next }: Page, from: string): string | undefined {
    this.#items += items.length;
    this.#longest = Math.max(this.#longest, items.length);
    this.#emptyPages = items.length === 0 ? this.#emptyPages + 1 : 0;
    if (next === undefined) return this.#behindUnlinked(items.length);
    const url = followed(next, from, this.#source.serviceUrl);
    if (this.#seen.has(url) || this.#emptyPages >= maxEmptyPages) throw pageErrors.endless(next);
    this.#seen.add(url);
    return url;
  }

  /** A page was not truncated if it is shorter than an earlier one, or if a link led to it. */
  #behindUnlinked(length: number): string | undefined {
    const { offsetFallback: behind } = this.#source.paging;
    const isTrusted = this.#seen.size > 1 && this.#source.untilShort !== true;
    if (behind === undefined || isTrusted || length < Math.max(behind.from, this.#longest)) return undefined;
    const url = new URL(this.#first);
    if (behind.unless.some((name) => url.searchParams.has(name))) return undefined;
    return `${this.#first}${url.search === "" ? "?" : "&"}${behind.parameter}=${this.#items}`;
  }
}

function pageIn(response: HttpResponse, paging: LinkSource["paging"]): Page {
  const items = itemsIn(response, paging);
  const next = getAt(response.body, paging.next) ?? undefined;
  if (next !== undefined && typeof next !== "string") throw pageErrors.noLink(paging.next);
  return { items, response, next, hasMore: next !== undefined };
}

/** Some servers decode these to slashes, and treat two dots before one as the parent folder. */
const writtenSlash = /%2f|%5c/i;

/** Resolves the link like a browser. Throws if it leads out of the service. */
function followed(link: string, from: string, serviceUrl: string): string {
  const service = new URL(`${serviceUrl}/`);
  const target = URL.canParse(link, from) ? new URL(link, from) : undefined;
  const isInside =
    target?.origin === service.origin &&
    target.pathname.startsWith(service.pathname) &&
    !writtenSlash.test(target.pathname) &&
    `${target.username}${target.password}` === "";
  if (target === undefined || !isInside) throw pageErrors.leadsOut(link, serviceUrl);
  target.hash = "";
  return target.href;
}
