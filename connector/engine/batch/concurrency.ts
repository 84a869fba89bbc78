/** Decides how far the batches of a run overlap. */
import type { Action } from "../../contract/action.js";
import type { RunState } from "../run_context.js";

/**
 * Returns how many batches may be under way, those among them that are being split and have no call just now. As long
 * as no call was accepted, the request itself may be wrong. The first batch of a deprecated action goes alone: the
 * service may not serve it any more.
 */
export function maxConcurrency(
  { batch, deprecated }: Pick<Action, "batch" | "deprecated">,
  { accepted, batches }: RunState,
): number {
  const { concurrency: concurrency = 1 } = batch ?? {};
  if (accepted) return 2 * concurrency;
  return deprecated !== undefined && batches === 0 ? 1 : concurrency;
}

/** Runs pieces of work one after the other, in the order in which they are given. */
export function turns(): <T>(work: () => Promise<T>) => Promise<T> {
  let last: Promise<unknown> = Promise.resolve();
  return (work) => {
    const mine = last.then(work);
    last = mine.catch(() => {});
    return mine;
  };
}
