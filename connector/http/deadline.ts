/** How long a run may still go on: its deadline and its cancel signal, asked before every wait. */
import { ConnectorError, isConnectorError } from "../contract/errors.js";
import type { Clock } from "../contract/types.js";

/** For signals that nobody asks for their reason: the default one is an error with a stack, and dear to make. */
export const noReason = null;

/** The end of one run. A wait that cannot end before it is not begun. */
export class Deadline {
  readonly #clock: Clock;
  readonly #endsAt: number;
  readonly #stop = new AbortController();
  #stopped: ConnectorError | undefined;
  /** Aborted as soon as the run shall make no further call. */
  readonly signal: AbortSignal;

  /** @param lengthMs length of the run in milliseconds; undefined for no end */
  constructor(clock: Clock, lengthMs?: number, signal?: AbortSignal) {
    this.#clock = clock;
    this.signal = signal === undefined ? this.#stop.signal : AbortSignal.any([this.#stop.signal, signal]);
    this.#endsAt = lengthMs === undefined ? Number.POSITIVE_INFINITY : clock.monotonic() + lengthMs;
  }

  /** Milliseconds left; Infinity where there is no deadline. */
  leftMs(): number {
    return this.#endsAt - this.#clock.monotonic();
  }

  /** Whether the run makes no further call. */
  get isOver(): boolean {
    return this.signal.aborted || this.leftMs() <= 0;
  }

  /** Ends the run for that reason: every wait ends now, and no call begins. */
  stop(reason: ConnectorError): void {
    this.#stopped ??= reason;
    this.#stop.abort();
  }

  /** Throws what stopped the run, the signal's reason where that is a ConnectorError, else Cancelled; or DeadlineExceeded where a wait of that length must not be begun. */
  check(waitMs = 0, what = "The next call"): void {
    if (this.#stopped !== undefined) throw this.#stopped;
    if (this.signal.aborted) throw this.#cancelled();
    const left = this.leftMs();
    if (left <= 0) throw new ConnectorError("DeadlineExceeded", "The time for the run is over.");
    if (waitMs > left) {
      throw new ConnectorError(
        "DeadlineExceeded",
        `${what} would have to wait ${seconds(waitMs)}, and the run has ${seconds(left)} left.`,
      );
    }
  }

  #cancelled(): ConnectorError {
    const { reason } = this.signal;
    if (!isConnectorError(reason)) return new ConnectorError("Cancelled", "The run was cancelled.");
    const { code, message, hint, status } = reason;
    // Its output is that of another run.
    return new ConnectorError(code, message, { hint, status });
  }

  /** Waits that long, or throws as {@link check} does; a cancel ends the wait. */
  async wait(waitMs: number, what: string): Promise<void> {
    this.check(waitMs, what);
    if (waitMs > 0) await this.#clock.sleep(waitMs, this.signal);
    this.check();
  }

  /** The promise's value, unless the run ends before. The promise itself goes on. */
  async race<T>(promise: Promise<T>): Promise<T> {
    // Where the run is over already, nobody else would hear of a failure.
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

  /** Calls once when the run ends. @returns what takes that back */
  onEnd(listener: () => void): () => void {
    const done = new AbortController();
    this.#ended(AbortSignal.any([done.signal, this.signal])).catch(() => {
      if (!done.signal.aborted) listener();
    });
    return () => done.abort(noReason);
  }

  /** Rejects when the run ends; resolves when the signal says that nobody waits any more. */
  async #ended(signal: AbortSignal): Promise<void> {
    const left = this.leftMs();
    if (left !== Number.POSITIVE_INFINITY) await this.#clock.sleep(left, signal);
    else if (!signal.aborted) {
      await new Promise((resolve) => signal.addEventListener("abort", resolve, { once: true }));
    }
    this.check();
  }
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(ms < 10_000 ? 1 : 0)} s`;
}
