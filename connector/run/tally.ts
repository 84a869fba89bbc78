/** Counts what a run did, for its summary. */
import type { ConnectorError, ErrorCode } from "../contract/errors.js";
import type { Clock, SummaryEvent } from "../contract/types.js";

/** At the head of our own reason for a row that is not sent, though nothing is wrong with it. */
const heldBack = /^(?:NotSent|CapacityExceeded):/;

/** Counter of one run. */
export class Tally {
  readonly #clock: Clock;
  readonly #begun: number;
  readonly #troubles = new Set<ErrorCode>();
  #failed = 0;
  #notSent = 0;
  rows = 0;
  calls = 0;
  /** Rows whose results an earlier run got. */
  recalled = 0;
  /** Of the very first row. */
  firstReason: unknown;

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#begun = clock.monotonic();
  }

  /** @param reason of the row, where it failed */
  row(failed: boolean, reason: unknown): void {
    this.rows += 1;
    if (this.rows === 1) this.firstReason = reason;
    if (!failed) return;
    this.#failed += 1;
    if (typeof reason === "string" && heldBack.test(reason)) this.#notSent += 1;
  }

  /** A failure that ended a call; true for the first one of its code. */
  trouble(error: Pick<ConnectorError, "code">): boolean {
    const isNew = !this.#troubles.has(error.code);
    this.#troubles.add(error.code);
    return isNew;
  }

  /** The sum so far. */
  summary(): SummaryEvent {
    return {
      type: "summary",
      rows: this.rows,
      succeeded: this.rows - this.#failed,
      failed: this.#failed,
      notSent: this.#notSent,
      ...(this.recalled === 0 ? {} : { recalled: this.recalled }),
      calls: this.calls,
      seconds: Math.round(this.#clock.monotonic() - this.#begun) / 1000,
      troubles: [...this.#troubles],
    };
  }
}
