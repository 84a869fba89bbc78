/** Reports on stderr what a run does: warnings, waits, progress, and one summary at the end. */
import type {
  ConnectorError,
  ProgressEvent,
  RunEvent,
  SummaryEvent,
  WaitEvent,
  WarningEvent,
} from "../../../connector/platform_api.js";
import type { Io } from "../../shared/io.js";
import { logOf } from "../../shared/log/log_of.js";
import { moreOf } from "../../shared/messages.js";
import type { Log, LogFields, LogLevel, Mask } from "../../shared/log/log.js";
import { RunLog } from "../../shared/log/run_log.js";
import { addUp, rowCounts, sumLine } from "../../shared/summary_line.js";
import { waitLine } from "../../shared/wait_line.js";
import { maxPerCode } from "../../shared/warning_lines.js";
import { type Bar, openBar } from "./progress_bar.js";
import { ProgressLines } from "./progress_lines.js";

/** Waits that end within this time of each other count as one, in milliseconds. */
const sameWaitMs = 1000;

/**
 * Opens the report of a command with that number of inputs.
 * @param observe - called with every event of a run
 */
export async function openReport(
  io: Io,
  inputs: number,
  observe?: (event: RunEvent) => void,
): Promise<Report> {
  const bar = logOf(io).isJson ? undefined : await openBar(io.stderr);
  return new Report(io, inputs, bar, observe);
}

/** The report of one command. */
export class Report {
  readonly #inputs: number;
  readonly #bar: Bar | undefined;
  readonly #progress = new ProgressLines();
  #log: Log;
  readonly #observe: ((event: RunEvent) => void) | undefined;
  readonly #warnings = new Map<string, number>();
  /** When the reported wait ends. Several calls wait for the same thing at once, under several names. */
  #waitsUntil = 0;
  readonly #summaries: SummaryEvent[] = [];

  constructor(io: Io, inputs: number, bar: Bar | undefined, observe?: (event: RunEvent) => void) {
    this.#log = logOf(io);
    this.#inputs = inputs;
    this.#bar = bar;
    this.#observe = observe;
  }

  /**
   * Returns the `onEvent` of a run.
   * @param summed - called with the run's summary
   */
  listener(index: number, summed: (summary: SummaryEvent) => void): (event: RunEvent) => void {
    const calls = this.calls();
    return (event) => {
      this.#observe?.(event);
      calls(event);
      if (event.type === "warning")
        this.warn(event.code, this.#place(index, event) + event.message, event.count);
      else if (event.type === "wait") this.#wait(event);
      else if (event.type === "progress") this.#show(event);
      else if (event.type === "summary") {
        this.#summaries.push(event);
        summed(event);
      }
    };
  }

  /** Returns a listener that writes the calls of a run, and its rows by code. */
  calls(): (event: RunEvent) => void {
    const log = new RunLog({ write: this.#write.bind(this), isJson: this.#log.isJson }, true);
    return (event) => log.take(event);
  }

  /** @param count - number of warnings that this one represents */
  warn(code: string, message: string, count = 1): void {
    const events = (this.#warnings.get(code) ?? 0) + count;
    this.#warnings.set(code, events);
    if (events <= maxPerCode) this.#write("warn", message, { code });
  }

  /** @param index - position of the input, if the failure belongs to one input */
  failure({ code, message, hint }: ConnectorError, index?: number): void {
    const place = index === undefined ? "" : this.#place(index, {});
    this.#write("error", place + message, { code, hint });
  }

  /** Writes a line, past the progress bar if there is one. */
  line(text: string, fields?: LogFields): void {
    this.#write("info", text, fields);
  }

  /** Masks these secrets in all further lines. */
  hide(mask: Mask): void {
    this.#log = this.#log.masking(mask);
  }

  #write(level: LogLevel, text: string, fields?: LogFields): void {
    if (!this.#log.isWritten(level)) return;
    this.#bar?.close();
    this.#log.write(level, text, fields);
  }

  #show(event: ProgressEvent): void {
    if (this.#bar === undefined) this.#progress.show(event, this.#log);
    else this.#bar.show(event.done, event.total);
  }

  /** Prints the number of warnings that were not shown. */
  endWarnings(): void {
    this.close();
    for (const [code, events] of this.#warnings) {
      if (events > maxPerCode) this.#write("warn", moreOf(events - maxPerCode), { code });
    }
  }

  /** Ends the report: prints the number of hidden warnings, and the summary. */
  sum(): void {
    this.endWarnings();
    if (this.#summaries.length === 0) return;
    const sum = addUp(this.#summaries);
    // An action without rows has no row counts.
    const none = sum.rows === 0 && this.#warnings.has("NoRows") ? "0 rows; " : "";
    this.#write("info", none + sumLine(sum), { ...sum, ...rowCounts(sum) });
  }

  /** Removes the progress bar. */
  close(): void {
    this.#bar?.close();
  }

  #wait({ reason, waitMs }: WaitEvent): void {
    const end = performance.now() + waitMs;
    if (end < this.#waitsUntil + sameWaitMs) return;
    this.#waitsUntil = end;
    this.#write("info", waitLine({ reason, waitMs }), { waitMs });
  }

  #place(index: number, { rows = [] }: Pick<WarningEvent, "rows">): string {
    const numbers = rows.map((row) => row + 1).join(", ");
    const parts = [
      ...(this.#inputs > 1 ? [`input ${index + 1}`] : []),
      ...(rows.length > 0 ? [`${rows.length === 1 ? "row" : "rows"} ${numbers}`] : []),
    ];
    return parts.length === 0 ? "" : `${parts.join(", ")}: `;
  }
}
