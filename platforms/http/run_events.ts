/** Listens to a run: its progress and warnings for the caller, its sum for the log. */
import type { ProgressEvent, RunEvent, SummaryEvent } from "../../connector/platform_api.js";
import { rowCounts } from "../shared/summary_line.js";
import { WarningLines } from "../shared/warning_lines.js";

/** What a run has told so far. */
export class RunEventLog {
  readonly #warnings = new WarningLines();
  #done: Omit<ProgressEvent, "type"> = { done: 0 };
  /** How many rows there are, if the run itself is not told. */
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

  /** The warnings; of many with one code, the first. */
  get warnings(): object[] {
    return this.#warnings.list();
  }

  /** How many rows succeeded, failed and were not sent; empty for an action without rows. */
  get counts(): Partial<ReturnType<typeof rowCounts>> {
    return this.summary === undefined || this.summary.rows === 0 ? {} : rowCounts(this.summary);
  }

  /** How many there were of each code, as a header: `Code=2, Other=1`; empty for none. */
  get warningHeader(): string {
    return [...this.#warnings.counts].map(([code, count]) => `${code}=${count}`).join(", ");
  }
}
