/** Real time that goes many times as fast, so that waits of seconds are over at once. */
import type { Clock } from "../../connector/contract/types.js";
import { systemClock } from "../../connector/http/clock.js";

/** @param times how much faster it goes */
export function quickClock(times = 20): Clock {
  const begun = { now: Date.now(), monotonic: performance.now() };
  const passed = (): number => (performance.now() - begun.monotonic) * times;
  return {
    now: () => begun.now + passed(),
    monotonic: () => begun.monotonic + passed(),
    sleep: (ms, signal) => systemClock.sleep(ms / times, signal),
  };
}
