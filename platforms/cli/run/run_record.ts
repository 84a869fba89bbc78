/** What a run leaves apart from its output: the failed rows, the report, and the summary on a terminal. */
import type { ConnectorError, FeedItem, RunEvent } from "../../../connector/platform_api.js";
import { exitCodes, worst } from "../../shared/exit_code.js";
import { type Io, print } from "../../shared/io.js";
import { writeNote } from "../../shared/log/log_of.js";
import { lostOutput } from "../../shared/messages.js";
import { FeedRows } from "../feeds/feed_rows.js";
import { lostRows } from "../feeds/row_file.js";
import type { RunReport } from "../report/run_report.js";
import { writeFailure } from "../ui/failures.js";
import type { ResultSummary } from "../ui/result_summary.js";
import { type FailedRows, failedRows } from "./failed_rows.js";
import { runPlaces } from "./messages.js";
import type { ResultReceiver } from "./result_pages.js";
import { rowFieldsOf } from "./row_fields.js";
import type { Given, JobPorts } from "./run_setup.js";

/** How a run ended. */
export interface RunOutcome {
  readonly exitCode: number;
  readonly error?: ConnectorError | undefined;
  /** False if a feed was not read to its end. */
  readonly isWhole?: boolean;
  /** False for a run that ended before its first call. */
  readonly hasBegun?: boolean;
}

/** The records of one run. Those that nobody asked for are absent. */
export class RunRecord {
  readonly #io: Io;
  readonly #path: string | undefined;
  readonly #failed: FailedRows | undefined;
  readonly #report: RunReport | undefined;
  readonly #summary: ResultSummary | undefined;
  readonly #job: JobPorts | undefined;
  readonly #hasItems: boolean;

  /** @param path - file of the report */
  constructor(
    io: Io,
    {
      path,
      failed,
      report,
      summary,
      job,
      hasItems = false,
    }: {
      path?: string;
      failed?: FailedRows;
      report?: RunReport;
      summary?: ResultSummary;
      job?: JobPorts | undefined;
      /** Whether a file records the items of a feed. */
      hasItems?: boolean;
    },
  ) {
    this.#io = io;
    this.#path = path;
    this.#failed = failed;
    this.#report = report;
    this.#summary = summary;
    this.#job = job;
    this.#hasItems = hasItems;
  }

  /** Returns what receives the results; empty if nothing is recorded. */
  receivers(): ResultReceiver[] {
    const report = this.#report === undefined ? [] : [collecting(this.#report, this.#summary)];
    return [...(this.#failed === undefined ? [] : [this.#failed]), ...report];
  }

  /** Whether a file records the rows, or the items that they come from. */
  get isKept(): boolean {
    return this.#failed !== undefined || this.#path !== undefined || this.#hasItems;
  }

  /** Records rows of a run that has not begun. */
  async unsent(rows: readonly unknown[]): Promise<void> {
    this.#report?.unsent(rows);
    await this.#failed?.add(rows);
  }

  observe(event: RunEvent): void {
    this.#report?.event(event);
    this.#job?.onEvent(event);
  }

  items(items: readonly FeedItem[]): void {
    this.#report?.items(items);
  }

  /** Writes the report and the summary. Returns the outcome, with another exit code if the report cannot be written. */
  async end(outcome: RunOutcome): Promise<RunOutcome> {
    return { ...outcome, exitCode: await this.#end(outcome) };
  }

  async #end(outcome: RunOutcome): Promise<number> {
    const { hasBegun = true } = outcome;
    this.#job?.onEnd(outcome.error);
    const exitCode = hasBegun ? outcome.exitCode : worst([outcome.exitCode, await this.#endFailed()]);
    this.#report?.end({ ...outcome, exitCode });
    const notes = this.#failed?.notes() ?? [];
    for (const { code, message } of notes)
      writeNote(this.#io, code === "FieldLost" ? "FailedFile" : code, message);
    try {
      if (this.#summary !== undefined && hasBegun) await print(this.#io, this.#summary.text());
      if (this.#path !== undefined && this.#report !== undefined) {
        const { writeReport } = await import("../report/write_report.js");
        await writeReport(this.#report, this.#path);
      }
      return lostRows(notes) > 0 ? worst([exitCode, exitCodes.rowsFailed]) : exitCode;
    } catch (lost) {
      return worst([exitCode, await writeFailure(lost, this.#io)]);
    }
  }

  /** Completes the file of failed rows, which no result has opened. Returns the exit code. */
  async #endFailed(): Promise<number> {
    try {
      await this.#failed?.close();
      return exitCodes.done;
    } catch (error) {
      return writeFailure(this.#failed?.explain(error), this.#io);
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
  given: RecordedRun,
  input: unknown,
  rowsOfFeed = new FeedRows(),
): Promise<RunRecord> {
  const { action, declarations, source, options, io, job } = given;
  const { failed, report: path, items } = options;
  if (action.results === undefined) return new RunRecord(io, { job });
  const isShown = isForPerson(given);
  const rows = failed === undefined ? {} : { failed: await failedRows(failed, given, { input, rowsOfFeed }) };
  const always = { job, ...rows, hasItems: items !== undefined };
  if (path === undefined && !isShown) return new RunRecord(io, always);
  const { RunReport } = await import("../report/run_report.js");
  const fields = rowFieldsOf(action, given.mapping, declarations);
  const report = new RunReport({
    action,
    input: source.name,
    fields,
    sourceOf: (row) => rowsOfFeed.sourceOf(row),
  });
  const page = path === undefined ? {} : { path };
  if (!isShown) return new RunRecord(io, { ...always, ...page, report });
  const { ResultSummary } = await import("../ui/result_summary.js");
  return new RunRecord(io, { ...always, ...page, report, summary: new ResultSummary(report) });
}

/** What the records of a run depend on. */
type RecordedRun = Pick<Given, "action" | "declarations" | "mapping" | "options" | "io" | "job"> & {
  readonly source: Pick<Given["source"], "name">;
};

/** Returns whether the results are printed for a person instead of a program. */
export function isForPerson({ action, options, io }: Pick<Given, "action" | "options" | "io">): boolean {
  return io.stdout.isTTY === true && options.output === undefined && action.results !== undefined;
}

function collecting(report: RunReport, summary: ResultSummary | undefined): ResultReceiver {
  return {
    async write({ rows, results }) {
      const failed = report.results(rows, results);
      summary?.add(failed);
    },
    async end(_output, unanswered) {
      // The report is written once the exit code is known.
      report.unsent(unanswered);
    },
    explain: (error) => lostOutput(runPlaces.report, error),
  };
}
