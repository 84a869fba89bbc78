/** Collects the events of a run: progress and warnings for the client, the summary for the log. */
import type { ProgressEvent, RunEvent, SummaryEvent } from "../../connector/platform_api.js";
import { rowCounts } from "../shared/summary_line.js";
import { WarningLines } from "../shared/warning_lines.js";

/** The events of a run so far. */
export class RunEventLog {
  readonly #warnings = new WarningLines();
  #done: Omit<ProgressEvent, "type"> = { done: 0 };
  /** The number of rows, if the run does not know it. */
  total: number | undefined;
  summary: SummaryEvent | undefined;

  readonly listener = (event: RunEvent): void => {
    this.#warnings.take(event);
    if (event.type === "summary") this.summary = event;
    if (event.type !== "progress") return;
    const { type: _type, ...progress } = event;
    this.#done = progress;
  };

  get progress(): Omit<ProgressEvent, "type"> {
    return this.total === undefined ? this.#done : { ...this.#done, total: this.total };
  }

  /** Returns the warnings: the first ones of each code. */
  get warnings(): object[] {
    return this.#warnings.list();
  }

  /** Returns how many rows succeeded, failed and were not sent; empty for an action without rows. */
  get counts(): Partial<ReturnType<typeof rowCounts>> {
    return this.summary === undefined || this.summary.rows === 0 ? {} : rowCounts(this.summary);
  }

  /** Returns the number of warnings per code for a header: `Code=2, Other=1`; empty if there are none. */
  get warningHeader(): string {
    return [...this.#warnings.counts].map(([code, count]) => `${code}=${count}`).join(", ");
  }
}
