/** The system clock. All other code gets a {@link Clock} as an argument. */
import type { Clock } from "../contract/types.js";

/** Node runs longer timers immediately (2^31 − 1 ms, about 24.8 days). */
const maxTimerMs = 2_147_483_647;

/** System time, monotonic time, and timers that keep the process alive. */
export const systemClock: Clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
  async sleep(ms, signal) {
    const end = performance.now() + ms;
    // Measured: every second timer fires up to 2 ms early, so the rest is waited for in a loop.
    for (let left = ms; left > 0 && !signal?.aborted; left = end - performance.now()) {
      await timer(Math.min(left, maxTimerMs), signal);
    }
  },
};

function timer(ms: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve) => {
    const end = (): void => {
      clearTimeout(handle);
      signal?.removeEventListener("abort", end);
      resolve();
    };
    const handle = setTimeout(end, ms);
    signal?.addEventListener("abort", end, { once: true });
  });
}
