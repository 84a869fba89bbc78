/** The real clock. Everything else takes a {@link Clock} as an argument. */
import type { Clock } from "../contract/types.js";

/** Node's timers fire at once when given more than this (2^31 − 1 ms, about 24.8 days). */
const maxTimerMs = 2_147_483_647;

/** System time, Node's monotonic time, and timers that hold the process open while they run. */
export const systemClock: Clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
  async sleep(ms, signal) {
    const end = performance.now() + ms;
    // Measured: every other timer fires up to 2 ms before its time, and who waits for the end would miss it.
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
