/** The deadline and the cancel signal of a run, checked before every wait. */
import { ConnectorError, isConnectorError } from "../contract/errors.js";
import type { Clock } from "../contract/types.js";
import { timeErrors, waiters } from "./messages.js";

/** Reason for signals without a reader of their reason. The default reason, an error with a stack, is expensive. */
export const noReason = null;

/** The end of one run. A wait that cannot finish before the end does not start. */
export class Deadline {
  readonly #clock: Clock;
  readonly #endsAt: number;
  readonly #stop = new AbortController();
  #stopped: ConnectorError | undefined;
  /** Aborted when the run may make no further calls. */
  readonly signal: AbortSignal;

  /** @param lengthMs - maximum length of the run in milliseconds; undefined for no limit */
  constructor(clock: Clock, lengthMs?: number, signal?: AbortSignal) {
    this.#clock = clock;
    this.signal = signal === undefined ? this.#stop.signal : AbortSignal.any([this.#stop.signal, signal]);
    this.#endsAt = lengthMs === undefined ? Number.POSITIVE_INFINITY : clock.monotonic() + lengthMs;
  }

  /** Returns the milliseconds left, or Infinity if there is no deadline. */
  leftMs(): number {
    return this.#endsAt - this.#clock.monotonic();
  }

  /** Whether the run may make no further calls. */
  get isOver(): boolean {
    return this.signal.aborted || this.leftMs() <= 0;
  }

  /** Ends the run: every wait ends now, and no further call starts. */
  stop(reason: ConnectorError): void {
    this.#stopped ??= reason;
    this.#stop.abort();
  }

  /**
   * Checks whether the run may wait that long.
   * @param waitMs - length of the wait, in milliseconds
   * @param what - what waits, for the message
   * @throws the reason if the run was stopped; the reason of the signal if it is a ConnectorError, otherwise Cancelled;
   *   DeadlineExceeded if too little time is left
   */
  check(waitMs = 0, what: string = waiters.nextCall): void {
    if (this.#stopped !== undefined) throw this.#stopped;
    if (this.signal.aborted) throw this.#cancelled();
    const left = this.leftMs();
    if (left <= 0) throw timeErrors.isOver();
    if (waitMs > left) throw timeErrors.waitTooLong(what, waitMs, left);
  }

  #cancelled(): ConnectorError {
    const { reason } = this.signal;
    if (!isConnectorError(reason)) return timeErrors.cancelled();
    const { code, message, hint, status } = reason;
    // The output in the reason belongs to another run.
    return new ConnectorError(code, message, { hint, status });
  }

  /** Waits. A cancel ends the wait. @throws what {@link check} throws */
  async wait(waitMs: number, what: string): Promise<void> {
    this.check(waitMs, what);
    if (waitMs > 0) await this.#clock.sleep(waitMs, this.signal);
    this.check();
  }

  /** Returns the value of the promise unless the run ends first. Does not stop the work behind the promise. */
  async race<T>(promise: Promise<T>): Promise<T> {
    // If the run is already over, a failure of the promise would be unhandled.
    promise.catch(() => {});
    this.check();
    const done = new AbortController();
    const ended = this.#ended(AbortSignal.any([done.signal, this.signal]));
    try {
      return await Promise.race([promise, ended.then(() => promise)]);
    } finally {
      done.abort(noReason);
    }
  }

  /** Calls the listener once when the run ends. Returns a function that removes the listener. */
  onEnd(listener: () => void): () => void {
    const done = new AbortController();
    this.#ended(AbortSignal.any([done.signal, this.signal])).catch(() => {
      if (!done.signal.aborted) listener();
    });
    return () => done.abort(noReason);
  }

  /** Rejects when the run ends. Resolves when the signal aborts. */
  async #ended(signal: AbortSignal): Promise<void> {
    const left = this.leftMs();
    if (left !== Number.POSITIVE_INFINITY) await this.#clock.sleep(left, signal);
    else if (!signal.aborted) {
      await new Promise((resolve) => signal.addEventListener("abort", resolve, { once: true }));
    }
    this.check();
  }
}
