/** A clock that runs faster than real time, so that waits of seconds end quickly. */
import type { Clock } from "../../connector/contract/types.js";
import { systemClock } from "../../connector/http/clock.js";

/** @param times - factor of the speed */
export function quickClock(times = 20): Clock {
  const begun = { now: Date.now(), monotonic: performance.now() };
  const passed = (): number => (performance.now() - begun.monotonic) * times;
  return {
    now: () => begun.now + passed(),
    monotonic: () => begun.monotonic + passed(),
    sleep: (ms, signal) => systemClock.sleep(ms / times, signal),
  };
}
