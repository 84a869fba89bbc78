/** What a run leaves apart from its output: the failed rows, the report, and the summary on a terminal. */
import { ConnectorError, type FeedItem, type RunEvent } from "../../../connector/platform_api.js";
import { exitCodes, worst } from "../../shared/exit_code.js";
import { emit, type Io, print } from "../../shared/io.js";
import { lostOutput } from "../../shared/output_write_failed.js";
import { printable } from "../../shared/printable.js";
import { FeedRows } from "../feeds/feed_rows.js";
import { portalMapping } from "../feeds/action_mapping.js";
import { lostRows } from "../feeds/row_file.js";
import { rowFile, rowFormOf } from "../feeds/row_files.js";
import { fileSink } from "../io/sink.js";
import type { RunReport } from "../report/run_report.js";
import { writeFailure } from "../ui/failures.js";
import type { ResultSummary } from "../ui/result_summary.js";
import { FailedRows } from "./failed_rows.js";
import type { ResultReceiver } from "./result_pages.js";
import { rowFieldsOf } from "./row_fields.js";
import type { Given } from "./run_setup.js";

/** How a run ended. */
export interface RunOutcome {
  readonly exitCode: number;
  readonly error?: ConnectorError | undefined;
  /** False if a feed was not read to its end. */
  readonly isWhole?: boolean;
}

/** The records of one run. Those that nobody asked for are absent. */
export class RunRecord {
  readonly #io: Io;
  readonly #path: string | undefined;
  readonly #failed: FailedRows | undefined;
  readonly #report: RunReport | undefined;
  readonly #summary: ResultSummary | undefined;

  /** @param path - file of the report */
  constructor(
    io: Io,
    {
      path,
      failed,
      report,
      summary,
    }: { path?: string; failed?: FailedRows; report?: RunReport; summary?: ResultSummary },
  ) {
    this.#io = io;
    this.#path = path;
    this.#failed = failed;
    this.#report = report;
    this.#summary = summary;
  }

  /** Returns what receives the results; empty if nothing is recorded. */
  receivers(): ResultReceiver[] {
    const report = this.#report === undefined ? [] : [collecting(this.#report, this.#summary)];
    return [...(this.#failed === undefined ? [] : [this.#failed]), ...report];
  }

  observe(event: RunEvent): void {
    this.#report?.event(event);
  }

  items(items: readonly FeedItem[]): void {
    this.#report?.items(items);
  }

  /** Writes the report and the summary. Returns the exit code, which is another one if the report cannot be written. */
  async end(outcome: RunOutcome): Promise<number> {
    const { exitCode } = outcome;
    this.#report?.end(outcome);
    const notes = this.#failed?.notes() ?? [];
    for (const { code, message } of notes)
      await emit(this.#io, `note ${code === "FieldLost" ? "FailedFile" : code}: ${printable(message)}\n`);
    try {
      if (this.#summary !== undefined) await print(this.#io, this.#summary.text());
      if (this.#path !== undefined && this.#report !== undefined) {
        const { writeReport } = await import("../report/write_report.js");
        await writeReport(this.#report, this.#path);
      }
      return lostRows(notes) > 0 ? worst([exitCode, exitCodes.rowsFailed]) : exitCode;
    } catch (lost) {
      return worst([exitCode, await writeFailure(lost, this.#io)]);
    }
  }
}

/**
 * Opens the records of a run.
 * @param input - the input without its rows, for the failed rows
 * @param rowsOfFeed - what is known about the rows of a feed
 * @throws ConnectorError InvalidOption for a file of failed rows with an unknown format
 */
export async function openRecord(
  given: Given,
  input: unknown,
  rowsOfFeed = new FeedRows(false),
): Promise<RunRecord> {
  const { action, declarations, source, options, io } = given;
  const { failed, report: path } = options;
  if (action.results === undefined) return new RunRecord(io, {});
  const isShown = isForPerson(given);
  const rows = failed === undefined ? {} : { failed: await failedRows(failed, given, { input, rowsOfFeed }) };
  if (path === undefined && !isShown) return new RunRecord(io, rows);
  const { RunReport } = await import("../report/run_report.js");
  const fields = rowFieldsOf(action, declarations.schemas);
  const report = new RunReport({
    action,
    input: source.name,
    fields,
    sourceOf: (row) => rowsOfFeed.sourceOf(row),
  });
  const page = path === undefined ? {} : { path };
  if (!isShown) return new RunRecord(io, { ...rows, ...page, report });
  const { ResultSummary } = await import("../ui/result_summary.js");
  return new RunRecord(io, { ...rows, ...page, report, summary: new ResultSummary(report) });
}

interface RowContext {
  readonly input: unknown;
  readonly rowsOfFeed: FeedRows;
}

/** Returns whether the results are printed for a person instead of a program. */
export function isForPerson({ action, options, io }: Pick<Given, "action" | "options" | "io">): boolean {
  return io.stdout.isTTY === true && options.output === undefined && action.results !== undefined;
}

async function failedRows(
  path: string,
  { action, mapping }: Given,
  { input, rowsOfFeed }: RowContext,
): Promise<FailedRows> {
  const form = rowFormOf(path);
  const { rows = "", results } = action;
  if (results === undefined)
    throw new ConnectorError("InternalError", "An action without results has no rows.");
  if (form === undefined || (form === "portal-csv" && mapping !== portalMapping)) {
    const csv = mapping === portalMapping ? ", or .csv for the template of the portal" : "";
    const hint = `Use the extension .json or .ndjson${csv}. Nothing was sent.`;
    throw new ConnectorError(
      "InvalidOption",
      `--failed ${path} has an extension that cannot hold the rows.`,
      { hint },
    );
  }
  return new FailedRows(path, await rowFile(form, fileSink(path), rows, { input }), results, (row) =>
    rowsOfFeed.givenOf(row),
  );
}

function collecting(report: RunReport, summary: ResultSummary | undefined): ResultReceiver {
  return {
    async write({ rows, results }) {
      const failed = report.results(rows, results);
      summary?.add(failed);
    },
    async end() {
      // The report is written once the exit code is known.
    },
    explain: (error) => lostOutput("The report", error),
  };
}
