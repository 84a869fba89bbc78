/** The port for rate limits. Memory is the default. Another implementation can share them between processes. */
import type { CountedRateLimit } from "../../contract/types.js";
import type { Deadline } from "../deadline.js";

/** At most `calls` in any window of `perSeconds`. */
export interface RateLimit {
  readonly calls: number;
  readonly perSeconds: number;
}

/** How a call ended: the service responded, it rejected the call because of too many calls, or no request was sent. */
export type CallEnd = "responded" | "throttled" | "unsent";

/** Permission to make one call. */
export interface Slot {
  /** False as soon as the slot may belong to another caller. Checked directly before the request is written. */
  readonly isValid: boolean;
  /** Aborted when the slot is lost: nothing of the request may be written after that. Absent if a slot is never lost. */
  readonly lost?: AbortSignal;
  /** Ends the call. */
  release(end: CallEnd): void;
}

/** Called with the reason and the length of a wait, in milliseconds. */
export type OnWait = (reason: string, waitMs: number) => void;

/** One rate limit of one key. */
export interface RateLimiter {
  /** The name and the limit, for reports. */
  readonly counted: CountedRateLimit;
  /** Length of the window, in milliseconds. */
  readonly windowMs: number;
  /**
   * Waits for a slot.
   * @throws what {@link Deadline.check} throws, without waiting; Throttled if the service asked for a wait longer than
   *   `maxPauseMs` and the pause has not ended
   */
  take(deadline: Deadline, onWait: OnWait, maxPauseMs?: number): Promise<Slot>;
  /**
   * Starts a pause: no caller that shares the rate limit gets a slot before it ends.
   * @param ms - length of the pause, in milliseconds
   * @param askedMs - wait that the service asked for, in milliseconds; longer than the pause if it looks too long
   */
  pause(ms: number, askedMs?: number): void;
}

/** Stores rate limits. */
export interface RateLimitStore {
  /** Returns the limiter of a name and key. All limiters of the same name and key count the same calls. */
  get(name: string, key: readonly string[], limit: RateLimit): RateLimiter;
}

/** Returns the minimum time that so many calls take, in seconds, if every response arrives at once. */
export function minimumSeconds(calls: number, { calls: allowed, perSeconds }: RateLimit): number {
  return Math.max(0, Math.ceil(calls / allowed) - 1) * perSeconds;
}
