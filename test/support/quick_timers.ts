/**
 * Timers of 0 ms as turns of the event loop. The retry library waits with one before each repetition, which is a
 * real millisecond and more in simulations that have none.
 */

let turns = 0;

/** How many turns of the event loop the code under test has asked for. */
export const turnsAsked = (): number => turns;

/** Does the work while `setTimeout(…, 0)` is a turn, and turns are counted; longer timers are as ever. */
export async function withQuickTimers<T>(work: () => Promise<T>): Promise<T> {
  const { setTimeout: timeout, setImmediate: immediate } = globalThis;
  const counted = (callback: (...args: unknown[]) => void, ...args: unknown[]) => {
    turns += 1;
    return immediate(callback, ...args);
  };
  const quick = (callback: (...args: unknown[]) => void, ms?: number, ...args: unknown[]) =>
    ms !== undefined && ms > 0 ? timeout(callback, ms, ...args) : counted(callback, ...args);
  globalThis.setTimeout = Object.assign<object, typeof setTimeout>(quick, timeout);
  globalThis.setImmediate = Object.assign<object, typeof setImmediate>(counted, immediate);
  try {
    return await work();
  } finally {
    globalThis.setTimeout = timeout;
    globalThis.setImmediate = immediate;
  }
}
