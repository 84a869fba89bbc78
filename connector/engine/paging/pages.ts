/** Yields the pages of a list in the way that the action declares. */
import type { ActionInput, HttpRequest, HttpResponse } from "../../contract/types.js";
import type { Action } from "../../contract/action.js";
import { RequestMaker, withDefaults } from "../request/request_builder.js";
import { cursorPages } from "./cursor_pages.js";
import { numberedPages } from "./numbered_pages.js";
import type { Page, Paging } from "./page.js";
import { pagesOf } from "./paginator.js";

/** What a list needs. */
export interface ListSource {
  readonly action: Action;
  /** Address that the path of the action is below, without a trailing slash. */
  readonly baseUrl: string;
  /** Address of the service without a trailing slash; links to other addresses are rejected. */
  readonly serviceUrl: string;
  /** Distrust a full last page; see the paginator. */
  readonly untilShort?: boolean;
  /** Returns the response of one call. Throws if there is no usable one. */
  send(request: HttpRequest): Promise<HttpResponse>;
  /** The same, but the call is not repeated if the service may have received it. */
  sendOnce(request: HttpRequest): Promise<HttpResponse>;
}

/** Yields the pages of a list, each fetched on demand. Throws the errors of `send` and those of a list without end. */
export function listPages(given: ActionInput, paging: Paging, source: ListSource): AsyncGenerator<Page> {
  const { action, baseUrl, serviceUrl, untilShort = false } = source;
  const input = withDefaults(given, action);
  const request = (one: ActionInput) => new RequestMaker(action, baseUrl, one).make();
  const { cursor, pageNumber, next = "" } = paging;
  const send = (one: HttpRequest) => source.send(one);
  const sendOnce = (one: HttpRequest) => source.sendOnce(one);
  const shared = { input, request, send, sendOnce };
  if (cursor !== undefined) return cursorPages({ ...shared, paging: { ...paging, cursor } });
  if (pageNumber !== undefined) return numberedPages({ ...shared, paging: { ...paging, pageNumber } });
  return pagesOf(request(input), { paging: { ...paging, next }, serviceUrl, untilShort, send });
}
