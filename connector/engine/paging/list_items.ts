/** Lists everything that another action can list, for callers that must know what exists before they send. */
import type { ActionInput, HttpResponse } from "../../contract/types.js";
import type { CallResult } from "../../http/call_context.js";
import { baseUrlOf } from "../request/base_url.js";
import { authorisedSend, type RunContext } from "../run_context.js";
import { DistinctItems } from "./distinct_items.js";
import { listErrors } from "./messages.js";
import type { Paging } from "./page.js";
import { listPages } from "./pages.js";

/**
 * Yields the items of a list page by page. Throws if a page fails or items may be missing.
 * @param job - context of an action with paging
 * @param untilShort - distrust a full last page, for callers that act on what is missing in the list
 */
export async function* listItems(
  job: RunContext,
  input: ActionInput = {},
  untilShort = false,
): AsyncGenerator<readonly unknown[]> {
  const { compiled, serviceUrl } = job;
  const { action } = compiled;
  const paging = action.paging as Paging;
  const distinct = new DistinctItems(paging.distinctBy);
  const baseUrl = await baseUrlOf(input, action, serviceUrl, (request) => authorisedSend(request, job));
  const source = {
    action,
    baseUrl,
    serviceUrl,
    untilShort,
    send: async (request: Parameters<RunContext["send"]>[0]) =>
      responseOf(await authorisedSend(request, job)),
    sendOnce: async (request: Parameters<RunContext["send"]>[0]) => responseOf(await job.sendOnce(request)),
  };
  for await (const { items, isGapAfter } of listPages(input, paging, source)) {
    yield distinct.newOf(items);
    if (isGapAfter === true) throw listErrors.gap();
  }
}

function responseOf(result: CallResult): HttpResponse {
  if (result.kind === "succeeded") return result.response;
  throw (result.kind === "failed" ? result.stopped : undefined) ?? result.error;
}
