/** `--failed`: writes the rows that did not go in as they were in the input, so that they can be corrected and run again. */
import type { ActionDescription, ActionOutput, ConnectorError } from "../../../connector/platform_api.js";
import { lostOutput } from "../../shared/output_write_failed.js";
import { rowReason } from "../../shared/row_failure.js";
import type { FileNote, RowFile } from "../feeds/row_file.js";
import type { ResultPage, ResultReceiver } from "./result_pages.js";

type Results = NonNullable<ActionDescription["results"]>;

/** Writes failed rows, those that were not sent, and those with an unknown outcome. */
export class FailedRows implements ResultReceiver {
  readonly isAlwaysEnded = true;
  readonly #path: string;
  readonly #file: RowFile;
  readonly #results: Results;
  readonly #given: (row: unknown) => unknown;

  /** @param given - returns the row as its source contains it */
  constructor(path: string, file: RowFile, results: Results, given: (row: unknown) => unknown) {
    this.#path = path;
    this.#file = file;
    this.#results = results;
    this.#given = given;
  }

  write({ rows, results }: ResultPage): Promise<void> {
    const failed = rows.filter((_row, index) => rowReason(results[index] ?? {}, this.#results) !== undefined);
    return this.#file.add(failed.map(this.#given));
  }

  async end(_output: ActionOutput, unanswered: readonly unknown[]): Promise<void> {
    await this.#file.add(unanswered.map(this.#given));
    await this.#file.end();
  }

  explain(error: unknown): ConnectorError {
    return lostOutput(`--failed ${this.#path}`, error);
  }

  /** Returns what the file does not contain. */
  notes(): FileNote[] {
    return this.#file.notes();
  }
}
