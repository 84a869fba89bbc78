/** The functions of a context that send a call: with its attempts, or so that the service receives it once. */
import type { HttpRequest } from "./contract/types.js";
import type { RunContext } from "./engine/run_context.js";
import type { Session } from "./http/auth/session.js";
import type { CallContext } from "./http/call_context.js";

/**
 * Returns the functions of a context that send a call.
 * @param traceparent - header for each call; an input can set its own
 */
export function senders(
  session: Session,
  context: CallContext,
  traceparent: string | undefined,
): Pick<RunContext, "send" | "sendOnce"> {
  const once = { ...context, policy: { ...context.policy, idempotent: false } };
  return {
    send: (request) => session.send(traced(request, traceparent), context),
    sendOnce: (request) => session.send(traced(request, traceparent), once),
  };
}

function traced(request: HttpRequest, traceparent: string | undefined): HttpRequest {
  return traceparent === undefined ? request : { ...request, headers: { traceparent, ...request.headers } };
}
