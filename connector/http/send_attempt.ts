/** Sends one attempt within its time, as long as its slots are valid. */
import { withinDepth } from "../contract/depth_limit.js";
import type { Clock, HttpRequest, HttpResponse } from "../contract/types.js";
import type { Transport, TransportFailure } from "./axios_transport.js";
import type { CallContext } from "./call_context.js";
import { isFailure } from "./classify_response.js";
import { noReason } from "./deadline.js";
import { failureReasons } from "./messages.js";
import { areValid, lostSignals } from "./rate_limit/slots.js";
import type { Slot } from "./rate_limit/rate_limit_store.js";

/** One attempt of a call. */
export interface Attempt {
  readonly request: HttpRequest;
  readonly headers: Readonly<Record<string, string>>;
  readonly slots: readonly Slot[];
}

/** Returns the response, or why there is none. */
export async function sendAttempt(
  { request, headers, slots }: Attempt,
  { timeoutMs, deadline, abort }: CallContext,
  { clock, transport }: { readonly clock: Clock; readonly transport: Transport },
): Promise<HttpResponse | TransportFailure> {
  const responded = new AbortController();
  const timeout = new AbortController();
  const limitMs = Math.min(timeoutMs, deadline.leftMs());
  const timer = clock.sleep(limitMs, responded.signal).then(() => {
    if (!responded.signal.aborted) timeout.abort();
  });
  const ends = [...lostSignals(slots), ...(abort === undefined ? [] : [abort])];
  const stop = ends.length === 0 ? timeout.signal : AbortSignal.any([timeout.signal, ...ends]);
  const sent = transport(request, headers, stop, () => areValid(slots));
  const result = await sent.finally(() => responded.abort(noReason));
  await timer;
  if (!isFailure(result)) return { ...result, body: withinDepth(result.body) };
  if (!areValid(slots)) return { ...result, code: failureReasons.slotLost };
  if (!timeout.signal.aborted) return result;
  const missing = result.failure === "unreachable" ? "connection" : "response";
  return {
    ...result,
    code: failureReasons.timedOut(missing, limitMs),
    ...(limitMs < timeoutMs ? { isOutOfTime: true } : {}),
  };
}
