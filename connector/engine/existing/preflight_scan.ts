/** Reads all rows once before any is sent, so that the rows that fit can be selected. */
import type { ConnectorError } from "../../contract/errors.js";
import type { JsonObject, Pages } from "../../contract/types.js";
import type { Deadline } from "../../http/deadline.js";
import { type ValidateRowSettings, validateRow, RejectedRow } from "../rows/validate_row.js";
import { runErrors } from "../messages.js";
import { Pace } from "../pace.js";

/** What the scan needs. */
export interface FirstReadingPorts {
  readonly rowSettings: ValidateRowSettings;
  readonly deadline: Pick<Deadline, "signal">;
  /** Whether an earlier run received the result of the row at that position of the input. */
  readonly hasResult: (position: number) => boolean;
}

/** One scan of all rows, which keeps none of them. */
export class PreflightScan {
  readonly #pages: Pages;
  readonly #ports: FirstReadingPorts;
  #rows = 0;
  #isWhole = false;

  constructor(pages: Pages, ports: FirstReadingPorts) {
    this.#pages = pages;
    this.#ports = ports;
  }

  /** Yields the rows that would be sent. Errors of the others are reported when the rows are read again. */
  async *sendableRows(): AsyncGenerator<JsonObject> {
    const { rowSettings, deadline, hasResult } = this.#ports;
    const quiet = { ...rowSettings, warn: () => {}, onNames: () => {} };
    const pace = new Pace();
    try {
      for await (const page of this.#pages) {
        for (const row of page) {
          const validRow = validateRow(row, this.#rows, quiet);
          if (!(validRow instanceof RejectedRow) && !hasResult(this.#rows)) yield validRow;
          this.#rows += 1;
          if (pace.isDue()) await pace.turn();
        }
        if (deadline.signal.aborted) return;
      }
    } catch {
      return;
    }
    this.#isWhole = true;
    await pace.turn();
  }

  /** Returns an error if the source had another number of rows when it was read again. @param rows - number read then */
  changedSinceScan(rows: number): ConnectorError | undefined {
    const isOver = this.#ports.deadline.signal.aborted;
    if (!this.#isWhole || isOver || rows === this.#rows) return undefined;
    return runErrors.changedSource(this.#rows, rows);
  }
}
