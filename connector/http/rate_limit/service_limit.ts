/** Learns from rejected calls that the service allows fewer calls than documented. */
import type { CallRecord } from "./response_times.js";

/** Two counts of accepted calls that differ by at most this show the same limit. */
const tolerance = 1;

/**
 * The limit that the service was seen to apply. The first rejection only makes calls careful from that count on: another
 * client of the same application may have used the rest. A second rejection at the same count shows a lower limit.
 */
export class ServiceLimit {
  #calls: number | undefined;
  #carefulFrom = Number.POSITIVE_INFINITY;
  #throttlings = 0;

  /** Calls per window; undefined as long as the documented limit may apply. */
  get calls(): number | undefined {
    return this.#calls;
  }

  /** From this number of calls in a window on, one call at a time is sent. */
  get carefulFrom(): number {
    return this.#carefulFrom;
  }

  /** Number of rejections. Those of calls that overlapped count once. */
  get throttlings(): number {
    return this.#throttlings;
  }

  /**
   * Called for each call that the service rejected because of too many calls.
   * @param accepted - number of calls that the service accepted in the window
   * @param documented - number of calls that the service should accept
   */
  throttled({ throttlings }: CallRecord, accepted: number, documented: number): void {
    if (throttlings !== this.#throttlings) return;
    this.#throttlings += 1;
    if (accepted >= documented) return;
    const seen = Math.max(1, accepted);
    if (Math.abs(seen - this.#carefulFrom) <= tolerance) this.#calls = seen;
    this.#carefulFrom = seen;
  }

  /** Starts again with the documented limit, after a window without calls. */
  forget(): void {
    this.#calls = undefined;
    this.#carefulFrom = Number.POSITIVE_INFINITY;
  }
}
