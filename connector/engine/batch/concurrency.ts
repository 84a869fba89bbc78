/** Decides how many batches of a run overlap. */
import type { Action } from "../../contract/action.js";
import type { RunState } from "../run_state.js";

/**
 * Returns how many batches may be in progress, including those that are being split and have no call at the moment.
 * As long as no call was accepted, the request itself may be wrong. The first batch of a deprecated action is sent
 * alone because the service may have removed the endpoint.
 */
export function maxConcurrency(
  { batch, deprecated }: Pick<Action, "batch" | "deprecated">,
  { accepted, batches }: RunState,
): number {
  const { concurrency = 1 } = batch ?? {};
  if (accepted) return 2 * concurrency;
  return deprecated !== undefined && batches === 0 ? 1 : concurrency;
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
