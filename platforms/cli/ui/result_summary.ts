/** The results of a run for a person at a terminal. */
import { printable } from "../../shared/printable.js";
import { placeOf } from "../feeds/feed_rows.js";
import type { FailedRow } from "../report/report_types.js";
import type { RunReport } from "../report/run_report.js";
import { shorten, table } from "./columns.js";
import { rowLines } from "./messages.js";

/** Number of failed rows that are shown. */
const maxFailed = 20;
/** Number of words that are counted in the summary. */
const maxWords = 10;

/** Longest value that is shown in a table. */
const maxValueLength = 60;

/** Collects what the summary shows. */
export class ResultSummary {
  readonly #report: RunReport;
  readonly #failed: FailedRow[] = [];
  #more = 0;

  constructor(report: RunReport) {
    this.#report = report;
  }

  add(failed: readonly FailedRow[]): void {
    const space = maxFailed - this.#failed.length;
    this.#failed.push(...failed.slice(0, space));
    this.#more += Math.max(0, failed.length - space);
  }

  /** Returns the whole text, with its last line end. */
  text(): string {
    const { byType, byAction, byReason } = this.#report;
    const counts = [
      ...countLines("By type", byType.entries),
      ...countLines("By action", byAction.entries),
      ...countLines("By reason of failure", byReason.entries),
    ];
    return [...counts, ...this.#failedLines()].map((line) => `${line}\n`).join("");
  }

  #failedLines(): string[] {
    if (this.#failed.length === 0) return [];
    const hasPlaces = this.#failed.some(({ source }) => source !== undefined);
    const rows = this.#failed.map(({ row, source, indicator, reason }) => [
      String(row),
      ...(hasPlaces ? [source === undefined ? "" : printable(placeOf(source))] : []),
      shorten(printable(indicator ?? ""), maxValueLength),
      printable(reason),
    ]);
    const more = this.#more === 0 ? [] : [rowLines.moreFailed(this.#more)];
    return [
      "Failed rows",
      ...table([["Row", ...(hasPlaces ? ["Source"] : []), "Value", "Message"], ...rows]).map(indented),
      ...more.map(indented),
    ];
  }
}

function countLines(title: string, all: readonly (readonly [string, number])[]): string[] {
  if (all.length === 0) return [];
  const shown = all.slice(0, maxWords).map(([word, count]) => [printable(word), String(count)]);
  const more = all.length > maxWords ? [`and ${all.length - maxWords} more`] : [];
  return [title, ...table(shown).map(indented), ...more.map(indented)];
}

function indented(line: string): string {
  return `  ${line}`;
}
