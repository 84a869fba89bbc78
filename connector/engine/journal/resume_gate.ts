/** Decides which rows need no call because an earlier run received their results. */
import type { JsonObject } from "../../contract/types.js";
import { nameByKey, type RowKey } from "../rows/row_key.js";
import type { Journal } from "./journal.js";
import { lostResponse } from "./messages.js";
import { isFailed, ownResult, type ResultSpec } from "../results/row_results.js";

/**
 * What a run uses from earlier runs. A row without a result is sent now, and therefore after rows that follow it in
 * the input. Of those, the rows of the same identity are sent again, so that the last row takes effect.
 */
export class ResumeGate {
  readonly #journal: Journal;
  readonly #identity: RowKey | undefined;
  readonly #spec: ResultSpec;
  /** Matches the reason of a row that a full service rejected; another run may find capacity. */
  readonly #isFull: RegExp | undefined;
  /** By identity: the last run that sent a row after an earlier run had sent rows that follow it in the input. */
  readonly #lateRuns = new Map<string, number>();
  /** Positions of rows that share the result of an equal row, and have no separate entry. */
  readonly #shared = new Set<number>();

  /** @param fullReason - pattern of the reason with which the service rejects a row if it is full */
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

  /**
   * Returns the result of a row that is not sent.
   * @param row - undefined for a row that was rejected here
   */
  result(position: number, row: JsonObject | undefined): JsonObject | undefined {
    if (row !== undefined && this.#journal.isBegun(position))
      return ownResult(row, "OutcomeUnknown", lostResponse, this.#spec);
    const result = this.#journal.result(position);
    const run = this.#journal.runOf(position);
    if (row === undefined || run === undefined) return result;
    if (this.#isOvertaken(row, run) || this.#didNotFit(result)) return undefined;
    if (this.#journal.wasSent(position)) this.#remember(position, row, run);
    return result;
  }

  /**
   * Notes that the row is placed in a batch.
   * @param isShared - whether it shares the position of an equal row
   */
  placed(position: number, row: JsonObject, isShared: boolean): void {
    if (isShared) this.#shared.add(position);
    else this.#remember(position, row, this.#journal.run);
  }

  /** Returns those results that no entry of a call holds. @param first - position of the first result */
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
    return run < (this.#lateRuns.get(nameByKey(row, this.#identity)) ?? 0);
  }

  #remember(position: number, row: JsonObject, run: number): void {
    if (this.#identity === undefined || position >= this.#journal.lastBefore(run)) return;
    this.#lateRuns.set(nameByKey(row, this.#identity), run);
  }
}
