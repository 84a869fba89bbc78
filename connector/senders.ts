/** The functions of a context that send a call: with its attempts, or so that the service receives it once. */
import type { RunContext } from "./engine/run_context.js";
import type { Session } from "./http/auth/session.js";
import type { CallContext } from "./http/call_context.js";

/** Returns the functions of a context that send a call. */
export function senders(session: Session, context: CallContext): Pick<RunContext, "send" | "sendOnce"> {
  const once = { ...context, policy: { ...context.policy, idempotent: false } };
  return {
    send: (request) => session.send(request, context),
    sendOnce: (request) => session.send(request, once),
  };
}
