/** Collects the results of the rows of one batch. Rows are identified by their position in the batch. */
import type { HttpResponse, JsonObject } from "../../contract/types.js";
import { batchMessages } from "./messages.js";
import { mapResults } from "../results/map_results.js";
import { isOpen, ownResult, type ResultSpec } from "../results/row_results.js";

/** The results of one batch. */
export class BatchResults {
  readonly #rows: readonly JsonObject[];
  readonly #spec: ResultSpec;
  readonly #results: (JsonObject | undefined)[];
  readonly #isKept: boolean[] = [];
  /** Rows with an attempt that may have been accepted, although a later one was rejected or failed. */
  readonly #inDoubt = new Set<number>();

  constructor(rows: readonly JsonObject[], spec: ResultSpec) {
    this.#rows = rows;
    this.#spec = spec;
    this.#results = new Array<JsonObject | undefined>(rows.length);
  }

  /** The positions of all rows. */
  get positions(): number[] {
    return this.#rows.map((_, i) => i);
  }

  /** One result per row, once all rows have one. */
  get all(): JsonObject[] {
    return this.#results as JsonObject[];
  }

  has(row: number): boolean {
    return this.#results[row] !== undefined;
  }

  /** Whether the row has a result that no further attempt can improve. */
  isFinal(row: number): boolean {
    const result = this.#results[row];
    return result !== undefined && !isOpen(result, this.#spec);
  }

  /** Returns the rows with final results since the last time. */
  takeFinal(): number[] {
    const rows = this.positions.filter((i) => !this.#isKept[i] && this.isFinal(i));
    for (const i of rows) this.#isKept[i] = true;
    return rows;
  }

  /** Notes that an attempt with these rows may have been accepted. */
  doubt(rows: readonly number[]): void {
    for (const row of rows) this.#inDoubt.add(row);
  }

  /** Sets the results of a response that accepted the call. Returns a message about results that match no row. */
  accept(rows: readonly number[], response: HttpResponse): string | undefined {
    const sent = rows.map((i) => this.#rows[i] as JsonObject);
    const { results, left, unused = "" } = mapResults(sent, response, this.#spec);
    rows.forEach((row, i) => {
      this.#results[row] = results[i];
    });
    return left > 0 ? unused : undefined;
  }

  /** Fails rows of a call. A later response does not show whether an earlier attempt was accepted. */
  failSent(rows: readonly number[], code: string, message: string): void {
    const inDoubt = (row: number) => this.#inDoubt.has(row) && code !== "ServiceFailed";
    this.fail(rows.filter(inDoubt), "OutcomeUnknown", batchMessages.earlierAttempt(message));
    this.fail(
      rows.filter((row) => !inDoubt(row)),
      code,
      message,
    );
  }

  fail(rows: readonly number[], code: string, message: string): void {
    for (const i of rows) this.#results[i] = ownResult(this.#rows[i], code, message, this.#spec);
  }

  /** The value that results are matched by; empty if the row has none. */
  nameOf(row: number): string {
    const name = this.#rows[row]?.[this.#spec.declared.match.row];
    return typeof name === "string" ? name : "";
  }
}
