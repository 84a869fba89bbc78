/** Collects what a run did, for its page and for the summary on a terminal. */
import type { JsonObject, RunEvent } from "../../../connector/platform_api.js";
import { rowReason } from "../../shared/row_failure.js";
import { CallTimeline } from "./call_timeline.js";
import { Entries } from "./entries.js";
import type { FailedRow, ReportedItem, ReportedRun, RunEnd, Totals } from "./report_types.js";
import { WordCounts } from "./word_counts.js";

/** The start of the reason of a valid row that was not sent. */
const notSent = /^(?:NotSent|CapacityExceeded):/;

/** The code at the start of a reason. */
const codeOfReason = /^([A-Z][A-Za-z0-9]{1,60}): /;

/**
 * The report of a run. Call `items` with each page of a feed, `results` with each page of results and the rows that
 * they belong to, in the order of the input, and `event` with each event. Call `end` in any case, also if the run
 * fails; then write the page with `writeReport`.
 *
 * Memory is bounded: rows are kept only for the tables, up to 100,000 entries or 20 million characters for each table.
 * Entries beyond that are counted in `omitted`.
 */
export class RunReport {
  readonly run: ReportedRun;
  readonly failed = new Entries();
  readonly changed = new Entries();
  readonly skipped = new Entries();
  readonly byType = new WordCounts();
  readonly byAction = new WordCounts();
  readonly byReason = new WordCounts();
  readonly timeline = new CallTimeline();
  readonly startedAtMs: number;
  readonly #now: () => number;
  readonly #items = { taken: 0, changed: 0, skipped: 0 };
  readonly #results = { all: 0, succeeded: 0, notSent: 0 };
  #fedRows = 0;
  calls = 0;
  /** Codes of the errors that ended calls. */
  readonly errorCodes = new Set<string>();
  /** Undefined while the run is in progress. */
  ended: (RunEnd & { readonly atMs: number }) | undefined;

  /** @param now - returns milliseconds since 1970 */
  constructor(run: ReportedRun, now: () => number = Date.now) {
    this.run = run;
    this.#now = now;
    this.startedAtMs = now();
  }

  /** Counts items of the feed, and lists those that are changed or skipped. */
  items(items: readonly ReportedItem[]): void {
    for (const { source, status, code, message, before, after, rows } of items) {
      this.#items[status] += 1;
      this.#fedRows += rows.length;
      if (status === "taken") continue;
      this[status].add({ source, status, code, message, before, after, rows: rows.length });
    }
  }

  /**
   * Counts rows by their results, and lists those that failed.
   * @param rows - the rows of these results, in the same order
   * @returns the failed rows among them
   */
  results(rows: readonly unknown[], results: readonly JsonObject[]): FailedRow[] {
    return results.flatMap((result, index) => this.#result(rows[index], result) ?? []);
  }

  /** Counts rows without a result, because the run ended or did not begin. */
  unsent(rows: readonly unknown[]): void {
    for (const row of rows) this.#count(row);
    this.#results.notSent += rows.length;
  }

  /** Counts calls, and keeps the codes of failed ones. All other events are ignored. */
  event(event: RunEvent): void {
    if (event.type === "summary") for (const code of event.errorCodes) this.errorCodes.add(code);
    if (event.type !== "call") return;
    this.calls += 1;
    this.timeline.add(event, this.#now());
  }

  /** Ends the report. */
  end(ended: RunEnd): void {
    this.ended = { ...ended, atMs: this.#now() };
  }

  get totals(): Totals {
    const { taken, changed, skipped } = this.#items;
    const { all, succeeded, notSent: unsent } = this.#results;
    const rows = Math.max(this.#fedRows, all);
    return {
      items: taken + changed + skipped,
      taken,
      changed,
      skipped,
      rows,
      succeeded,
      failed: all - succeeded - unsent,
      notSent: unsent + rows - all,
    };
  }

  /** Counts a row by type and action, and returns both. */
  #count(row: unknown): Pick<FailedRow, "type" | "action"> {
    const { fields } = this.run;
    this.#results.all += 1;
    const shown = { type: wordsAt(row, fields.type), action: wordsAt(row, fields.action) };
    if (fields.type !== undefined) this.byType.add(shown.type);
    if (fields.action !== undefined) this.byAction.add(shown.action);
    return shown;
  }

  #result(row: unknown, result: JsonObject): FailedRow | undefined {
    const { action, fields } = this.run;
    const shown = this.#count(row);
    const reason = action.results === undefined ? undefined : rowReason(result, action.results);
    if (reason === undefined) {
      this.#results.succeeded += 1;
      return undefined;
    }
    if (notSent.test(reason)) this.#results.notSent += 1;
    this.byReason.add(codeOfReason.exec(reason)?.[1] ?? "Rejected");
    const source = this.run.sourceOf?.(row);
    const place = source === undefined ? {} : { source };
    const failed = {
      row: this.#results.all,
      ...place,
      indicator: wordsAt(row, fields.indicator),
      ...shown,
      reason,
    };
    this.failed.add(failed);
    return failed;
  }
}

/** Returns a field of a row as text; null if the row does not have it. A row can be anything. */
function wordsAt(row: unknown, field: string | undefined): string | null {
  if (field === undefined || typeof row !== "object" || row === null || !Object.hasOwn(row, field))
    return null;
  const value = (row as JsonObject)[field] ?? null;
  return typeof value === "string" || value === null ? value : JSON.stringify(value);
}
