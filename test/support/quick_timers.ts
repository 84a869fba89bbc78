/**
 * Timers of 0 ms as turns of the event loop. The retry library waits with one before each repetition, which is a
 * real millisecond and more in simulations that have none.
 */

let turns = 0;

/** How many turns of the event loop the code under test has asked for. */
export const turnsAsked = (): number => turns;

/** The way to ask for a turn that is not counted. */
export const { setImmediate: uncountedImmediate } = globalThis;

function counted(callback: (...args: unknown[]) => void, ...args: unknown[]): NodeJS.Immediate {
  turns += 1;
  return uncountedImmediate(callback, ...args);
}

// From now on: work that lets the event loop turn is a sign of life for every clock of a test.
globalThis.setImmediate = Object.assign<object, typeof setImmediate>(counted, uncountedImmediate);

/** Does the work while `setTimeout(…, 0)` is a turn; longer timers are as ever. */
export async function withQuickTimers<T>(work: () => Promise<T>): Promise<T> {
  const { setTimeout: timeout } = globalThis;
  const quick = (callback: (...args: unknown[]) => void, ms?: number, ...args: unknown[]) =>
    ms !== undefined && ms > 0 ? timeout(callback, ms, ...args) : counted(callback, ...args);
  globalThis.setTimeout = Object.assign<object, typeof setTimeout>(quick, timeout);
  try {
    return await work();
  } finally {
    globalThis.setTimeout = timeout;
  }
}
