/** Counts what a run did, for its summary. */
import { type ConnectorError, type ErrorCode, errorTable } from "../../contract/errors.js";
import type { Clock, SummaryEvent } from "../../contract/types.js";

/** At the head of our own reason for a row that is not sent, though nothing is wrong with it. */
const heldBack = /^(?:NotSent|CapacityExceeded):/;

/** Codes of rows that may have been sent; nobody knows what became of them. */
export const unknownOutcome: ReadonlySet<string> = new Set<ErrorCode>([
  "MissingResult",
  "UnexpectedResponse",
  "OutcomeUnknown",
]);

/** Whether the row of that reason was not sent, or its outcome is not known: another run may do better. */
function isUnsettled(reason: unknown): boolean {
  if (typeof reason !== "string") return false;
  if (heldBack.test(reason)) return true;
  const code = /^([A-Za-z]+):/.exec(reason)?.[1] ?? "";
  if (!Object.hasOwn(errorTable, code)) return false;
  const { kind, retryable } = errorTable[code as ErrorCode];
  return retryable || unknownOutcome.has(code) || (kind !== "service" && kind !== "input");
}

/** Counter of one run. */
export class RunStats {
  readonly #clock: Clock;
  readonly #begun: number;
  readonly #errorCodes = new Set<ErrorCode>();
  #failed = 0;
  #notSent = 0;
  #unsettled = 0;
  rows = 0;
  calls = 0;
  /** Rows whose results an earlier run got. */
  resumed = 0;
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
    if (isUnsettled(reason)) this.#unsettled += 1;
  }

  /** Rows that were not sent although nothing is wrong with them, and rows with an unknown outcome. */
  get unsettled(): number {
    return this.#unsettled;
  }

  /** A failure that ended a call; true for the first one of its code. */
  failure(error: Pick<ConnectorError, "code">): boolean {
    const isNew = !this.#errorCodes.has(error.code);
    this.#errorCodes.add(error.code);
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
      ...(this.resumed === 0 ? {} : { resumed: this.resumed }),
      calls: this.calls,
      seconds: Math.round(this.#clock.monotonic() - this.#begun) / 1000,
      errorCodes: [...this.#errorCodes],
    };
  }
}
