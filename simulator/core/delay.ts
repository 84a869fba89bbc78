// Waits that end with the simulator, so that a slow answer never keeps a finished test run alive.

/** Resolves after `ms` milliseconds, at once for 0. */
export type Delay = (ms: number) => Promise<void>;

/** A delay, and the means to drop every wait that is still running (their promises never settle). */
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
