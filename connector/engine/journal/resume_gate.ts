/** Which rows need no call, since a run before has got their results, and what the next run must know of them. */
import type { JsonObject } from "../../contract/types.js";
import type { RowKey } from "../rows/row_key.js";
import type { Journal } from "./journal.js";
import { isFailed, ownResult, type ResultSpec } from "../results/row_results.js";

/** Of a row that must not be sent twice. */
const lost = "an earlier run sent this row and ended before the answer; look it up before you send it again.";

/**
 * What a run takes over from those before it. A row that had no answer is sent now, and so after rows that stand
 * behind it in the input; of those, the ones of the same identity are sent once more, so that the last one stands.
 */
export class ResumeGate {
  readonly #journal: Journal;
  readonly #identity: RowKey | undefined;
  readonly #spec: ResultSpec;
  /** Matches the reason of a row that a full service had no room for; another run may find room. */
  readonly #isFull: RegExp | undefined;
  /** By identity, the last run that sent a row of it although an earlier run had answered rows behind it. */
  readonly #lateRuns = new Map<string, number>();
  /** Positions of rows that share the result of an equal one, and are in no entry of their own. */
  readonly #shared = new Set<number>();

  /** @param fullReason pattern of the service's reason for a row that did not fit */
  constructor(
    journal: Journal,
    identity: RowKey | undefined,
    spec: ResultSpec,
    fullReason: string | undefined,
  ) {
    this.#journal = journal;
    this.#identity = identity;
    this.#spec = spec;
    this.#isFull = fullReason === undefined ? undefined : new RegExp(fullReason, "u");
  }

  /** The result of a row that need not be sent. @param row undefined for one that is refused here */
  result(position: number, row: JsonObject | undefined): JsonObject | undefined {
    if (row !== undefined && this.#journal.isBegun(position))
      return ownResult(row, "OutcomeUnknown", lost, this.#spec);
    const result = this.#journal.result(position);
    const run = this.#journal.runOf(position);
    if (row === undefined || run === undefined) return result;
    if (this.#isOvertaken(row, run) || this.#didNotFit(result)) return undefined;
    if (this.#journal.wasSent(position)) this.#remember(position, row, run);
    return result;
  }

  /** Told of each row that has a place in a call now. @param isShared whether it is that of an equal row before it */
  placed(position: number, row: JsonObject, isShared: boolean): void {
    if (isShared) this.#shared.add(position);
    else this.#remember(position, row, this.#journal.run);
  }

  /** Of those results, which begin at that position, the ones that no call's entry holds. */
  takeShared(
    first: number,
    results: readonly JsonObject[],
  ): (readonly [position: number, result: JsonObject])[] {
    const all = results.map((result, i) => [first + i, result] as const);
    return all.filter(([position]) => this.#shared.delete(position));
  }

  #didNotFit(result: JsonObject | undefined): boolean {
    if (this.#isFull === undefined || result === undefined || !isFailed(result, this.#spec)) return false;
    return this.#isFull.test(String(result[this.#spec.declared.reasonField]));
  }

  #isOvertaken(row: JsonObject, run: number): boolean {
    if (this.#identity === undefined || this.#lateRuns.size === 0) return false;
    return run < (this.#lateRuns.get(nameOf(row, this.#identity)) ?? 0);
  }

  #remember(position: number, row: JsonObject, run: number): void {
    if (this.#identity === undefined || position >= this.#journal.lastBefore(run)) return;
    this.#lateRuns.set(nameOf(row, this.#identity), run);
  }
}

function nameOf(row: JsonObject, { target, variant }: RowKey): string {
  return target(row) + variant(row);
}
