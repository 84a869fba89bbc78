/** `--failed`: writes the rows that did not go in as they were in the input, so that they can be corrected and run again. */
import type { ActionDescription, ActionOutput, ConnectorError } from "../../../connector/platform_api.js";
import { lostOutput } from "../../shared/messages.js";
import { rowReason } from "../../shared/row_failure.js";
import { portalMapping } from "../feeds/action_mapping.js";
import type { FeedRows } from "../feeds/feed_rows.js";
import type { FileNote, RowFile, RowForm } from "../feeds/row_file.js";
import { rowFile, rowFormOf } from "../feeds/row_files.js";
import { fileSink } from "../io/sink.js";
import { flagErrors, runErrors } from "./messages.js";
import type { ResultPage, ResultReceiver } from "./result_pages.js";
import type { Given } from "./run_setup.js";

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
    await this.add(unanswered);
    await this.close();
  }

  /** Writes rows without results. */
  add(rows: readonly unknown[]): Promise<void> {
    return this.#file.add(rows.map(this.#given));
  }

  /** Resolves when everything is written. */
  close(): Promise<void> {
    return this.#file.end();
  }

  explain(error: unknown): ConnectorError {
    return lostOutput(`--failed ${this.#path}`, error);
  }

  /** Returns what the file does not contain. */
  notes(): FileNote[] {
    return this.#file.notes();
  }
}

/** Returns the format of the file of failed rows; undefined if its extension cannot hold the rows of the action. */
export function failedForm(path: string, mapping: string | undefined): RowForm | undefined {
  const form = rowFormOf(path);
  return form === "portal-csv" && mapping !== portalMapping ? undefined : form;
}

/**
 * Opens the file of failed rows.
 * @param around - the input without its rows, and what is known about the rows of a feed
 * @throws ConnectorError InvalidOption for an extension that cannot hold the rows
 */
export async function failedRows(
  path: string,
  { action, mapping }: Pick<Given, "action" | "mapping">,
  { input, rowsOfFeed }: { readonly input: unknown; readonly rowsOfFeed: FeedRows },
): Promise<FailedRows> {
  const form = failedForm(path, mapping);
  const { rows = "", results } = action;
  if (results === undefined) throw runErrors.noRowsToReturn();
  if (form === undefined) throw flagErrors.failedExtension(path, mapping === portalMapping);
  const file = await rowFile(form, fileSink(path), rows, { input });
  return new FailedRows(path, file, results, (row) => rowsOfFeed.givenOf(row));
}
