/** Lists everything that another action can list, for callers that must know what exists before they send. */
import type { ActionInput, HttpResponse, HttpRequest } from "../../contract/types.js";
import { authorisedSend, type RunContext } from "../run_context.js";
import { type Paging, pagesOf } from "./paginator.js";
import { RequestMaker } from "../request/request_builder.js";

/** Yields the items of a list page by page. Throws if a page fails. @param job - context of an action with paging */
export async function* listItems(
  job: RunContext,
  input: ActionInput = {},
): AsyncGenerator<readonly unknown[]> {
  const { compiled, serviceUrl } = job;
  const paging = compiled.action.paging as Paging;
  const first = new RequestMaker(compiled.action, serviceUrl, input).make();
  const source = { paging, serviceUrl, send: (request: HttpRequest) => responseTo(request, job) };
  for await (const { items } of pagesOf(first, source)) yield items;
}

async function responseTo(request: HttpRequest, job: RunContext): Promise<HttpResponse> {
  const result = await authorisedSend(request, job);
  if (result.kind === "succeeded") return result.response;
  throw (result.kind === "failed" ? result.stopped : undefined) ?? result.error;
}
