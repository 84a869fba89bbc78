/** Decides how many batches of a run overlap. */
import type { Action } from "../../contract/action.js";
import type { RateLimit } from "../../http/rate_limit/rate_limiter.js";
import type { RunState } from "../run_state.js";

/** In which part of a window the calls of the window are made, if enough of them are in flight. */
const partOfWindow = 0.1;

/**
 * Returns how many calls may be in flight: as many as are needed to use the rate limit at the latency of the service,
 * within the declared bounds. Until a call is accepted, the declared number.
 * @param rateLimits - the limits of the action
 */
export function callsInFlight(
  { batch }: Pick<Action, "batch">,
  { accepted }: Pick<RunState, "accepted">,
  { latencyMs }: { readonly latencyMs: number },
  rateLimits: readonly RateLimit[],
): number {
  const { concurrency = 1, maxConcurrency = concurrency } = batch ?? {};
  if (!accepted || rateLimits.length === 0) return concurrency;
  const needed = rateLimits.map(({ calls, perSeconds }) =>
    Math.min(calls, Math.ceil((calls * latencyMs) / (perSeconds * 1000 * partOfWindow))),
  );
  return Math.max(concurrency, Math.min(maxConcurrency, ...needed));
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
