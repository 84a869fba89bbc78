/** Tracks which rows of a rejected batch have a result, and reports the bad ones. */
import type { ConnectorError } from "../../contract/errors.js";
import { batchErrors } from "./messages.js";
import type { NamedRow } from "./named_rows.js";

/** Reports that rows are bad, or could not be isolated. */
type Reject = (rows: readonly number[], error: ConnectorError) => void;

export class BisectionResults {
  readonly #reject: Reject;
  readonly #open: Set<number>;
  /** Bad rows, reported as soon as it is clear that the request as a whole is valid. */
  readonly #bad: NamedRow[] = [];

  constructor(rows: readonly number[], reject: Reject) {
    this.#open = new Set(rows);
    this.#reject = reject;
  }

  /** Notes that these rows have a result. */
  close(rows: readonly number[]): void {
    for (const row of rows) this.#open.delete(row);
  }

  /** Notes that the row is bad. */
  addBad(bad: NamedRow): void {
    this.#bad.push(bad);
    this.#open.delete(bad.row);
  }

  /** Reports the bad rows. */
  rejectBad(): void {
    for (const { row, error } of this.#bad.splice(0)) this.#reject([row], error);
  }

  /** Reports every row as rejected with the whole request. */
  rejectAll(error: ConnectorError): void {
    const rows = [...this.#bad.map(({ row }) => row), ...this.#open];
    // If the application may not make this request, no row is at fault.
    this.#reject(rows, error.kind === "permission" ? error : batchErrors.badRowNotIsolated(error));
  }

  /** Reports the bad rows, and that the others without a result were not isolated. */
  rejectRest(error: ConnectorError): void {
    this.rejectBad();
    if (this.#open.size > 0) this.#reject([...this.#open], batchErrors.badRowNotIsolated(error));
  }
}
