// Delays that end with the simulator, so that a slow response never keeps a finished test run alive.

/** Resolves after `ms` milliseconds, or immediately for 0. */
export type Delay = (ms: number) => Promise<void>;

/** Returns a delay function, and a function that cancels all running delays (their promises never settle). */
export function newDelay(): { delay: Delay; stop: () => void } {
  const timers = new Set<NodeJS.Timeout>();
  const delay: Delay = async (ms) => {
    if (ms <= 0) return;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(() => {
        timers.delete(timer);
        resolve();
      }, ms);
      timers.add(timer);
    });
  };
  return {
    delay,
    stop() {
      for (const timer of timers) clearTimeout(timer);
      timers.clear();
    },
  };
}
