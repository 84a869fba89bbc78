/** The times at which responses arrived. */

/** What the history was when a call started. */
export interface CallRecord {
  readonly pauses: number;
  readonly throttlings: number;
}

/** Responses, ascending by time, as far back as the longest window. */
export class ResponseTimes {
  #times: number[] = [];
  /** Times of responses to calls that the service did not reject because of too many calls. */
  #accepted: number[] = [];
  #maxWindowMs = 0;

  /** Keeps responses at least as long as that window, in milliseconds. */
  keep(windowMs: number): void {
    this.#maxWindowMs = Math.max(this.#maxWindowMs, windowMs);
  }

  add(now: number, isAccepted: boolean): void {
    this.#times.push(now);
    if (isAccepted) this.#accepted.push(now);
  }

  /** Returns the times after that time. */
  since(timestamp: number): readonly number[] {
    return this.#times.slice(firstAfter(this.#times, timestamp));
  }

  /** Returns the number of accepted calls after that time. */
  accepted(timestamp: number): number {
    return this.#accepted.length - firstAfter(this.#accepted, timestamp);
  }

  removeExpired(now: number): void {
    const expired = now - this.#maxWindowMs;
    this.#times.splice(0, firstAfter(this.#times, expired));
    this.#accepted.splice(0, firstAfter(this.#accepted, expired));
  }
}

/** Returns the index of the first time after that time. */
function firstAfter(times: readonly number[], timestamp: number): number {
  let low = 0;
  let high = times.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((times[middle] as number) > timestamp) high = middle;
    else low = middle + 1;
  }
  return low;
}
