/** Listens to a run, and keeps of it what is said at its end: the sum, and the first warnings in words. */
import type { RunEvent, SummaryEvent, WarningEvent } from "../../connector/platform_api.js";

/** Most warnings that are kept. */
const maxWarnings = 5;

/** The notes of one run. */
export class RunNotes {
  readonly #placeOf: (row: number) => string;
  readonly #warnings: string[] = [];
  #more = 0;
  /** Undefined where nothing was run. */
  summary: SummaryEvent | undefined;

  /** @param placeOf what the row of that position, from 0, is called */
  constructor(placeOf = (row: number): string => `row ${row + 1}`) {
    this.#placeOf = placeOf;
  }

  take(event: RunEvent): void {
    if (event.type === "summary") this.summary = event;
    else if (event.type === "warning") this.#warn(event);
  }

  /** One line each. */
  get warnings(): string[] {
    return [...this.#warnings, ...(this.#more === 0 ? [] : [`and ${this.#more} more`])];
  }

  #warn({ code, message, rows: [row] = [], count = 1 }: WarningEvent): void {
    const place = row === undefined ? "" : `${this.#placeOf(row)}: `;
    if (this.#warnings.length < maxWarnings) this.#warnings.push(`${code}: ${place}${message}`);
    else this.#more += count;
  }
}
