/** Brings rows and their results together, although the connector reads rows long before it returns their results. */
import type { ActionOutput, ConnectorError, JsonObject } from "../../../connector/platform_api.js";

/** Results with the rows that they belong to, in the order of the input. */
export interface ResultPage {
  /** Number of the first row, from 1. */
  readonly first: number;
  readonly rows: readonly unknown[];
  readonly results: readonly JsonObject[];
}

/** Receives the results of a run. */
export interface ResultReceiver {
  /** Whether `end` is called even if the run ends before its first result. */
  readonly isAlwaysEnded?: boolean;
  write(page: ResultPage): Promise<void>;
  /**
   * @param output - everything in the output except the rows
   * @param unanswered - rows without a result, because the run ended
   */
  end(output: ActionOutput, unanswered: readonly unknown[]): Promise<void>;
  /** Returns the error for a place that can no longer be written. */
  explain(error: unknown): ConnectorError;
}

/** Most rows that are kept before the first result. A preflight reads all rows, and returns no result for them. */
const maxRowsBeforeResults = 100_000;

/** The rows that the connector has read and not yet answered. */
export class RowsInFlight {
  #rows: unknown[] = [];
  /** Position in `#rows` of the first row without a result. */
  #at = 0;
  #answered = 0;
  #isReading = true;
  /** Whether the rows were asked for. */
  hasBegun = false;

  /** Returns the same pages. If they are read again, the rows of the reading before are forgotten. */
  watch(pages: AsyncIterable<unknown[]>): AsyncIterable<unknown[]> {
    return { [Symbol.asyncIterator]: () => this.#watch(pages) };
  }

  /** Adds rows that will get a result. */
  add(rows: readonly unknown[]): void {
    for (const row of rows) this.#rows.push(row);
  }

  /** Returns these results with their rows. */
  take(results: readonly JsonObject[]): ResultPage {
    const rows = this.#rows.slice(this.#at, this.#at + results.length);
    const first = this.#answered + 1;
    this.#at += results.length;
    this.#answered += results.length;
    if (this.#at > this.#rows.length / 2) {
      this.#rows = this.#rows.slice(this.#at);
      this.#at = 0;
    }
    return { first, rows, results };
  }

  /** Returns the rows that have no result. */
  rest(): readonly unknown[] {
    return this.#rows.slice(this.#at);
  }

  async *#watch(pages: AsyncIterable<unknown[]>): AsyncGenerator<unknown[]> {
    this.#rows = [];
    this.#isReading = true;
    this.hasBegun = true;
    for await (const page of pages) {
      this.#keep(page);
      yield page;
    }
  }

  #keep(page: readonly unknown[]): void {
    if (this.#answered === 0 && this.#rows.length > maxRowsBeforeResults) this.#isReading = false;
    if (!this.#isReading) this.#rows = [];
    else this.add(page);
  }
}
