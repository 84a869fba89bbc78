/**
 * Replaces timers of 0 ms by turns of the event loop. The retry library waits with such a timer before each repetition,
 * which costs a real millisecond or more in simulations that otherwise need none.
 */
import { AsyncLocalStorage } from "node:async_hooks";

/** Distinguishes the code under test from loops that other tests of the process have left behind. */
const underTest = new AsyncLocalStorage<true>();

let turns = 0;

/** Returns the number of event loop turns that the code under test has requested. */
export const turnsAsked = (): number => turns;

/** Runs the work while `setTimeout(…, 0)` is one counted turn; longer timers do not change. */
export async function withQuickTimers<T>(work: () => Promise<T>): Promise<T> {
  const { setTimeout: timeout, setImmediate: immediate } = globalThis;
  const counted = (callback: (...args: unknown[]) => void, ...args: unknown[]) => {
    if (underTest.getStore() === true) turns += 1;
    return immediate(callback, ...args);
  };
  const quick = (callback: (...args: unknown[]) => void, ms?: number, ...args: unknown[]) =>
    ms !== undefined && ms > 0 ? timeout(callback, ms, ...args) : counted(callback, ...args);
  globalThis.setTimeout = Object.assign<object, typeof setTimeout>(quick, timeout);
  globalThis.setImmediate = Object.assign<object, typeof setImmediate>(counted, immediate);
  try {
    return await underTest.run(true, work);
  } finally {
    globalThis.setTimeout = timeout;
    globalThis.setImmediate = immediate;
  }
}
