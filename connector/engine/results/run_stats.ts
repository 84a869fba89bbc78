/** Counts what happens in a run, for its summary. */
import { type ConnectorError, type ErrorCode, errorTable } from "../../contract/errors.js";
import type { Clock, RunEvent, SummaryEvent } from "../../contract/types.js";

/** The start of the reason of a valid row that is not sent. */
const heldBack = /^(?:NotSent|CapacityExceeded):/;

/** Codes of rows that may have been accepted, with an unknown outcome. */
export const unknownOutcome: ReadonlySet<string> = new Set<ErrorCode>([
  "MissingResult",
  "UnexpectedResponse",
  "OutcomeUnknown",
]);

/** Whether a row with this reason was not sent or has an unknown outcome, so that another run may succeed. */
function isUnsettled(reason: unknown): boolean {
  if (typeof reason !== "string") return false;
  if (heldBack.test(reason)) return true;
  const code = /^([A-Za-z]+):/.exec(reason)?.[1] ?? "";
  if (!Object.hasOwn(errorTable, code)) return false;
  const { kind, retryable } = errorTable[code as ErrorCode];
  return retryable || unknownOutcome.has(code) || (kind !== "service" && kind !== "input");
}

/** The code of a row that succeeded. */
const okCode = "ok";

const noRuleCodes: ReadonlySet<string> = new Set();
/** About how many responses decide about the latency. */
const lastResponses = 5;

/** Counter of one run. */
export class RunStats {
  readonly #clock: Clock;
  readonly #begun: number;
  readonly #ruleCodes: ReadonlySet<string>;
  readonly #errorCodes = new Set<ErrorCode>();
  #latencyMs = 0;
  #failed = 0;
  #notSent = 0;
  #unsettled = 0;
  /** Rows by code since they were reported. */
  #rowCodes = new Map<string, number>();
  rows = 0;
  calls = 0;
  /** Rows with results of an earlier run. */
  resumed = 0;
  /** Rows that the service contains already. */
  unchanged = 0;
  /** Reason of the very first row. */
  firstReason: unknown;

  /** @param ruleCodes - codes that the row rules add to those of the engine */
  constructor(clock: Clock, ruleCodes = noRuleCodes) {
    this.#clock = clock;
    this.#ruleCodes = ruleCodes;
    this.#begun = clock.monotonic();
  }

  /** Latency of the last responses, in milliseconds; 0 before the first one. */
  get latencyMs(): number {
    return this.#latencyMs;
  }

  /** Counts a response. @param latencyMs - time from the attempt to the response, in milliseconds */
  responded(latencyMs: number): void {
    const isFirst = this.#latencyMs === 0;
    this.#latencyMs = isFirst
      ? latencyMs
      : (this.#latencyMs * (lastResponses - 1) + latencyMs) / lastResponses;
  }

  /** Counts a row. @param reason - of a failed row */
  row(failed: boolean, reason: unknown): void {
    this.rows += 1;
    if (this.rows === 1) this.firstReason = reason;
    const code = failed ? this.#codeOf(reason) : okCode;
    this.#rowCodes.set(code, (this.#rowCodes.get(code) ?? 0) + 1);
    if (!failed) return;
    this.#failed += 1;
    if (typeof reason === "string" && heldBack.test(reason)) this.#notSent += 1;
    if (isUnsettled(reason)) this.#unsettled += 1;
  }

  /** Reports the rows that were counted since the last report. */
  emitRows(emit: (event: RunEvent) => void): void {
    if (this.#rowCodes.size === 0) return;
    emit({ type: "rows", codes: Object.fromEntries(this.#rowCodes) });
    this.#rowCodes.clear();
  }

  /** Reports the rows so far, and the number of all rows if it is known. */
  emitProgress(emit: (event: RunEvent) => void, total?: number): void {
    this.emitRows(emit);
    emit({ type: "progress", done: this.rows, ...(total === undefined ? {} : { total }) });
  }

  /** A reason of the service begins with any word, so only known codes count. */
  #codeOf(reason: unknown): string {
    const code = typeof reason === "string" ? (/^([A-Za-z]+):/.exec(reason)?.[1] ?? "") : "";
    const isKnown = Object.hasOwn(errorTable, code) || this.#ruleCodes.has(code);
    return isKnown ? code : ("Rejected" satisfies ErrorCode);
  }

  /** Rows that were not sent although nothing is wrong with them, and rows with an unknown outcome. */
  get unsettled(): number {
    return this.#unsettled;
  }

  /** Counts a failed call. Returns whether it is the first one with its code. */
  failure(error: Pick<ConnectorError, "code">): boolean {
    const isNew = !this.#errorCodes.has(error.code);
    this.#errorCodes.add(error.code);
    return isNew;
  }

  /** Returns the summary so far. */
  summary(): SummaryEvent {
    return {
      type: "summary",
      rows: this.rows,
      succeeded: this.rows - this.#failed,
      failed: this.#failed,
      notSent: this.#notSent,
      ...(this.resumed === 0 ? {} : { resumed: this.resumed }),
      ...(this.unchanged === 0 ? {} : { unchanged: this.unchanged }),
      calls: this.calls,
      seconds: Math.round(this.#clock.monotonic() - this.#begun) / 1000,
      errorCodes: [...this.#errorCodes],
    };
  }
}
