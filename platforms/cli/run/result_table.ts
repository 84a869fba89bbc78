/** `--output x.csv`: writes one record per row, with its value, its type, its action and its result. */
import type { ActionDescription, ConnectorError, Feeds } from "../../../connector/platform_api.js";
import { type FeedRows, placeOf } from "../feeds/feed_rows.js";
import type { RowFields } from "../report/report_types.js";
import type { Sink } from "../io/sink.js";
import type { ResultPage, ResultReceiver } from "./result_pages.js";

/** What a table needs apart from its columns. */
interface TableParts {
  readonly feeds: Feeds;
  readonly explain: (error: unknown) => ConnectorError;
  /** Set if the rows are those of a feed, which have a place in their source. */
  readonly feedRows?: FeedRows;
}

/** The table of one run. Cells that a spreadsheet would calculate get an apostrophe. */
export class ResultTable implements ResultReceiver {
  readonly explain: (error: unknown) => ConnectorError;
  readonly #sink: Sink;
  readonly #feeds: Feeds;
  readonly #feedRows: FeedRows | undefined;
  readonly #rowFields: readonly string[];
  readonly #resultFields: readonly string[];
  #hasBegun = false;

  constructor(
    sink: Sink,
    { indicator, type, action }: RowFields,
    { template, failedField, reasonField }: NonNullable<ActionDescription["results"]>,
    { feeds, explain, feedRows }: TableParts,
  ) {
    this.#sink = sink;
    this.#feeds = feeds;
    this.#feedRows = feedRows;
    this.#resultFields = [...new Set([...Object.keys(template ?? {}), failedField, reasonField])];
    this.#rowFields = [indicator, type, action].filter(
      (field) => field !== undefined && !this.#resultFields.includes(field),
    ) as string[];
    this.explain = explain;
  }

  async write({ first, rows, results }: ResultPage): Promise<void> {
    const { csvLine, tableRecord, withoutFormula } = this.#feeds;
    let text = this.#begin();
    for (const [index, result] of results.entries()) {
      const ofRow = tableRecord(rowObject(rows[index], this.#rowFields), this.#rowFields);
      const place = this.#feedRows === undefined ? [] : [this.#placeOf(rows[index])];
      const cells = [String(first + index), ...place, ...ofRow, ...tableRecord(result, this.#resultFields)];
      text += csvLine(cells.map(withoutFormula));
    }
    await this.#sink.write(text);
  }

  async end(): Promise<void> {
    await this.#sink.write(this.#begin());
    await this.#sink.end();
  }

  #placeOf(row: unknown): string {
    const source = this.#feedRows?.sourceOf(row);
    return source === undefined ? "" : placeOf(source);
  }

  #begin(): string {
    if (this.#hasBegun) return "";
    this.#hasBegun = true;
    const place = this.#feedRows === undefined ? [] : ["source"];
    return this.#feeds.csvLine(["row", ...place, ...this.#rowFields, ...this.#resultFields]);
  }
}

/** A row can be the value itself. */
function rowObject(row: unknown, [field = ""]: readonly string[]): unknown {
  return typeof row === "string" ? { [field]: row } : row;
}
