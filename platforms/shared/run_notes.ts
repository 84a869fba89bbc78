/** Listens to a run and keeps its summary and its first warnings as texts. */
import type { RunEvent, SummaryEvent, WarningEvent } from "../../connector/platform_api.js";

/** Highest number of warnings that are kept. */
const maxWarnings = 5;

/** The notes of one run. */
export class RunNotes {
  readonly #placeOf: (row: number) => string;
  readonly #warnings: string[] = [];
  #more = 0;
  /** Undefined if nothing was run. */
  summary: SummaryEvent | undefined;

  /** @param placeOf - returns the name of a row by its position, from 0 */
  constructor(placeOf = (row: number): string => `row ${row + 1}`) {
    this.#placeOf = placeOf;
  }

  take(event: RunEvent): void {
    if (event.type === "summary") this.summary = event;
    else if (event.type === "warning") this.#warn(event);
  }

  /** Returns one line per warning. */
  get warnings(): string[] {
    return [...this.#warnings, ...(this.#more === 0 ? [] : [`and ${this.#more} more`])];
  }

  #warn({ code, message, rows: [row] = [], count = 1 }: WarningEvent): void {
    const place = row === undefined ? "" : `${this.#placeOf(row)}: `;
    if (this.#warnings.length < maxWarnings) this.#warnings.push(`${code}: ${place}${message}`);
    else this.#more += count;
  }
}
