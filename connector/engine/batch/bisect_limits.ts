/** Decides when the isolation of bad rows ends before each row has a result. */
import type { ConnectorError } from "../../contract/errors.js";
import type { CallResult } from "../../http/call_context.js";

/** Bounds, as declared. */
export interface BisectBounds {
  readonly maxCallsPerRow: number;
  readonly maxIdenticalErrors: number;
  /** After this many failed calls in a row no further call is made. */
  readonly maxFailedCalls?: number | undefined;
}

/** The limits of one isolation. */
export class BisectionLimits {
  readonly #bounds: BisectBounds;
  #callsLeft: number;
  #isAnyAccepted = false;
  #isAnyRejectedAlone = false;
  #last: ConnectorError;
  #maxIdenticalErrors = 1;
  #failedInARow = 0;

  /** @param first - The rejection of the whole batch, which is not one of the calls that are limited. */
  constructor(rows: number, first: ConnectorError, bounds: BisectBounds) {
    this.#bounds = bounds;
    this.#last = first;
    // The way down to the first bad rows comes on top: nothing is known yet about how many there are.
    this.#callsLeft = Math.floor(rows * bounds.maxCallsPerRow) + 3 * Math.ceil(Math.log2(rows));
  }

  /** Counts a call of that many rows. */
  count(rows: number, result: CallResult): void {
    this.#callsLeft -= 1;
    this.#failedInARow = result.kind === "failed" ? this.#failedInARow + 1 : 0;
    if (result.kind === "succeeded") this.#isAnyAccepted = true;
    if (result.kind !== "rejected") return;
    this.#isAnyRejectedAlone ||= rows === 1;
    this.#maxIdenticalErrors = result.error.message === this.#last.message ? this.#maxIdenticalErrors + 1 : 1;
    this.#last = result.error;
  }

  get isAnyAccepted(): boolean {
    return this.#isAnyAccepted;
  }

  /** The last rejection. */
  get last(): ConnectorError {
    return this.#last;
  }

  /** Rejections in the same words, of single rows too, and nothing accepted: the fault is in the request, not in a row. */
  get isWholeRequest(): boolean {
    const isAlike = this.#maxIdenticalErrors >= this.#bounds.maxIdenticalErrors;
    return isAlike && this.#isAnyRejectedAlone && !this.#isAnyAccepted;
  }

  /** Whether no further call may be made. */
  get areReached(): boolean {
    const { maxFailedCalls = Number.POSITIVE_INFINITY } = this.#bounds;
    return this.isWholeRequest || this.#callsLeft <= 0 || this.#failedInARow >= maxFailedCalls;
  }
}
