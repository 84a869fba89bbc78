/** Decides how many batches of a run overlap. */
import type { Action } from "../../contract/action.js";
import type { RunState } from "../run_state.js";

/** With a higher latency, more calls are in flight, so that as many are made per second as with this one. */
const usualLatencyMs = 2000;

/**
 * Returns how many calls may be in flight at the latency of the service, within the declared bounds. Until a call is
 * accepted, the declared number.
 */
export function callsInFlight(
  { batch }: Pick<Action, "batch">,
  { accepted }: Pick<RunState, "accepted">,
  { latencyMs }: { readonly latencyMs: number },
): number {
  const { concurrency = 1, maxConcurrency = concurrency } = batch ?? {};
  const slower = accepted ? Math.max(1, latencyMs / usualLatencyMs) : 1;
  return Math.min(maxConcurrency, Math.ceil(concurrency * slower));
}

/**
 * Returns how many batches may be in progress, including those that are being split and have no call at the moment.
 * As long as no call was accepted, the request itself may be wrong. The first batch of a deprecated action is sent
 * alone because the service may have removed the endpoint.
 * @param calls - how many calls may be in flight
 */
export function batchesAtOnce(
  { deprecated }: Pick<Action, "deprecated">,
  { accepted, batches }: RunState,
  calls: number,
): number {
  if (accepted) return 2 * calls;
  return deprecated !== undefined && batches === 0 ? 1 : calls;
}

/** Returns a function that runs pieces of work one after the other, in the order of the calls. */
export function turns(): <T>(work: () => Promise<T>) => Promise<T> {
  let last: Promise<unknown> = Promise.resolve();
  return (work) => {
    const mine = last.then(work);
    last = mine.catch(() => {});
    return mine;
  };
}
