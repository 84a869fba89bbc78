/** One page of a list, and what the ways of paging share. */
import type { Action } from "../../contract/action.js";
import { getAt, isObject } from "../../contract/json_pointer.js";
import type { ActionInput, HttpRequest, HttpResponse } from "../../contract/types.js";
import { pageErrors } from "./messages.js";

/** How the responses of an action lead to the next page; as declared. */
export type Paging = NonNullable<Action["paging"]>;

/** One page of a list. */
export interface Page {
  readonly items: readonly unknown[];
  readonly response: HttpResponse;
  /** The link to the next page, as the service wrote it; undefined if there is none. */
  readonly next: string | undefined;
  /** Whether the service says that there is a further page. */
  readonly hasMore: boolean;
  /** Set if the next page may lack items that come after this page. */
  readonly isGapAfter?: boolean;
}

/** What fetching pages needs, if each request is made from the input. */
export interface PageSource<Declared extends Partial<Paging> = Paging> {
  readonly paging: Pick<Paging, "items" | "allowMissingItems" | "checkpoint"> & Declared;
  readonly input: ActionInput;
  /** Returns the request for an input. */
  readonly request: (input: ActionInput) => HttpRequest;
  /** Returns the response of one call. Throws if there is no usable one. */
  readonly send: (request: HttpRequest) => Promise<HttpResponse>;
  /** The same, but the call is not repeated if the service may have received it. */
  readonly sendOnce: (request: HttpRequest) => Promise<HttpResponse>;
}

/** Most consecutive pages without an item, in case a service never stops linking to further pages. */
export const maxEmptyPages = 100;

/** Returns the items of a response. Throws UnexpectedResponse if it is not a page. */
export function itemsIn(
  { body }: HttpResponse,
  { items, allowMissingItems }: Pick<Paging, "items" | "allowMissingItems">,
): readonly unknown[] {
  const found = getAt(body, items);
  if (Array.isArray(found)) return found;
  if (found === undefined && allowMissingItems === true && isObject(body)) return [];
  throw pageErrors.noList(items);
}
