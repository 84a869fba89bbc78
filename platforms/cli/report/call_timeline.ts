/** Counts calls by time, to compare them with the rate limits. */
import type { CallEvent } from "../../../connector/platform_api.js";

/** The calls that counted against a rate limit. */
export interface Timeline {
  readonly name: string;
  /** Most calls in a window. */
  readonly limit: number;
  /** Length of a window. */
  readonly seconds: number;
  /** Calls in each window since the first call. */
  readonly windows: readonly number[];
}

/** Most windows of a timeline. Later calls count in the last one. */
const maxWindows = 100_000;

/** The timelines of a run, one for each rate limit. */
export class CallTimeline {
  readonly #timelines = new Map<string, Timeline & { windows: number[] }>();
  #firstMs: number | undefined;

  /** @param nowMs - when the call was sent, in milliseconds since any moment */
  add({ rateLimits }: CallEvent, nowMs: number): void {
    this.#firstMs ??= nowMs;
    for (const { name, calls: limit, perSeconds: seconds } of rateLimits) {
      const timeline = this.#timelines.get(name) ?? { name, limit, seconds, windows: [] };
      this.#timelines.set(name, timeline);
      const passed = Math.max(0, Math.floor((nowMs - this.#firstMs) / (seconds * 1000)));
      count(timeline.windows, Math.min(passed, maxWindows - 1));
    }
  }

  get timelines(): readonly Timeline[] {
    return [...this.#timelines.values()];
  }
}

function count(windows: number[], index: number): void {
  while (windows.length <= index) windows.push(0);
  windows[index] = (windows[index] ?? 0) + 1;
}
