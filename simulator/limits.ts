// The gateway's rate limit: counted on arrival, per tenant, app and endpoint, over a sliding window.
import type { Limit } from "./types.js";

/** A window that is full: its figures and how long until a call fits again. */
export interface Refusal {
  calls: number;
  windowSeconds: number;
  /** Seconds, rounded up, at least 1. */
  waitSeconds: number;
}

const windowsOf = (limit: Limit) => [
  { calls: limit.calls, windowSeconds: limit.perSeconds },
  ...(limit.perHour === undefined ? [] : [{ calls: limit.perHour, windowSeconds: 3600 }]),
];

function judge(
  times: readonly number[],
  at: number,
  calls: number,
  windowSeconds: number,
): Refusal | undefined {
  const since = at - windowSeconds * 1000;
  const inside = times.filter((time) => time > since);
  if (inside.length < calls) return undefined;
  // A call fits once all but `calls - 1` of those inside have left the window.
  const leaver = inside[inside.length - calls] ?? at;
  return { calls, windowSeconds, waitSeconds: Math.max(1, Math.ceil((leaver - since) / 1000)) };
}

/** Remembers arrivals; one for the whole simulator. */
export class RateLimiter {
  readonly #arrivals = new Map<string, number[]>();

  /** Judges a call at `at` (ms); counts it when it is let in, or always when `countRefused`. */
  arrive(key: string, limit: Limit, at: number, countRefused: boolean): Refusal | undefined {
    const windows = windowsOf(limit);
    const longest = Math.max(...windows.map((window) => window.windowSeconds)) * 1000;
    const times = (this.#arrivals.get(key) ?? []).filter((time) => time > at - longest);
    const refusals = windows.flatMap((window) => judge(times, at, window.calls, window.windowSeconds) ?? []);
    if (refusals.length === 0 || countRefused) times.push(at);
    this.#arrivals.set(key, times);
    // The longest wait is the one that helps.
    return refusals.toSorted((a, b) => b.waitSeconds - a.waitSeconds)[0];
  }

  /** Forgets every arrival. */
  clear(): void {
    this.#arrivals.clear();
  }
}
