/** Collects what a run did, for its page and for the summary on a terminal. */
import type {
  ActionDescription,
  ConnectorError,
  JsonObject,
  RunEvent,
} from "../../../connector/platform_api.js";
import { rowReason } from "../../shared/row_failure.js";
import { CallTimeline } from "./call_timeline.js";
import { Entries } from "./entries.js";
import { WordCounts } from "./word_counts.js";

/** An item of a feed, as `FeedItem` has it. */
export interface ReportedItem {
  readonly source: object;
  readonly status: "taken" | "changed" | "skipped";
  readonly code: string | null;
  readonly message: string | null;
  readonly before: string | null;
  readonly after: string | null;
  readonly rows: readonly unknown[];
}

/** The fields of a row that the report shows. An absent name means that rows have no such field. */
export interface RowFields {
  readonly indicator: string;
  readonly type?: string;
  readonly action?: string;
}

/** What is known about a run before it begins. */
export interface ReportedRun {
  readonly action: Pick<ActionDescription, "name" | "title" | "results">;
  /** Name of the input, as the user wrote it. */
  readonly input: string;
  readonly fields: RowFields;
  /** Returns where a row of a feed is in its source. */
  readonly sourceOf?: (row: unknown) => RowPlace | undefined;
}

/** Where a row is in its source, as `ItemSource` has it. */
export interface RowPlace {
  readonly file: string;
  readonly line?: number;
  readonly id?: string;
}

/** A row that failed, as the report lists it. */
export interface FailedRow {
  /** From 1. */
  readonly row: number;
  /** Absent for a row that is not of a feed. */
  readonly source?: RowPlace;
  readonly indicator: string | null;
  readonly type: string | null;
  readonly action: string | null;
  readonly reason: string;
}

/** The counts of a report. Rows are either succeeded, failed or not sent. */
export interface Totals {
  readonly items: number;
  readonly taken: number;
  readonly changed: number;
  readonly skipped: number;
  readonly rows: number;
  readonly succeeded: number;
  readonly failed: number;
  /** Rows that were not sent, and rows without a result because the run ended. */
  readonly notSent: number;
}

/** How a run ended. */
export interface RunEnd {
  readonly exitCode: number;
  /** What ended the run early. */
  readonly error?: Pick<ConnectorError, "code" | "message" | "hint"> | undefined;
  /** False if a feed was not read to its end. */
  readonly isWhole?: boolean;
}

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

  #result(row: unknown, result: JsonObject): FailedRow | undefined {
    const { action, fields } = this.run;
    this.#results.all += 1;
    const words = (field: string | undefined): string | null => wordsAt(row, field);
    const shown = { type: words(fields.type), action: words(fields.action) };
    if (fields.type !== undefined) this.byType.add(shown.type);
    if (fields.action !== undefined) this.byAction.add(shown.action);
    const reason = action.results === undefined ? undefined : rowReason(result, action.results);
    if (reason === undefined) {
      this.#results.succeeded += 1;
      return undefined;
    }
    if (notSent.test(reason)) this.#results.notSent += 1;
    this.byReason.add(codeOfReason.exec(reason)?.[1] ?? "Rejected");
    const source = this.run.sourceOf?.(row);
    const place = source === undefined ? {} : { source };
    const failed = { row: this.#results.all, ...place, indicator: words(fields.indicator), ...shown, reason };
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
