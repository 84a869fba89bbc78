/**
 * Timers of 0 ms as turns of the event loop. The retry library waits with one before each repetition, which is a
 * real millisecond and more in simulations that have none.
 */

/** Does the work while `setTimeout(…, 0)` is a turn; longer timers are as ever. */
export async function withQuickTimers<T>(work: () => Promise<T>): Promise<T> {
  const real = globalThis.setTimeout;
  const quick = (callback: (...args: unknown[]) => void, ms?: number, ...args: unknown[]) =>
    ms !== undefined && ms > 0 ? real(callback, ms, ...args) : setImmediate(callback, ...args);
  globalThis.setTimeout = Object.assign<object, typeof setTimeout>(quick, real);
  try {
    return await work();
  } finally {
    globalThis.setTimeout = real;
  }
}
