/** Keeps a limited number of warnings of a run until they are read. */
import type { RunEvent, WarningEvent } from "../../connector/platform_api.js";
import { moreOf } from "./messages.js";

/** Highest number of warnings per code that are kept. */
export const maxPerCode = 20;

/** The warnings of one run. */
export class WarningLines {
  readonly #kept: WarningEvent[] = [];
  readonly #events = new Map<string, number>();

  take(event: RunEvent): void {
    if (event.type !== "warning") return;
    const events = (this.#events.get(event.code) ?? 0) + (event.count ?? 1);
    this.#events.set(event.code, events);
    if (events <= maxPerCode) this.#kept.push(event);
  }

  /** Returns the number of warnings per code. */
  get counts(): ReadonlyMap<string, number> {
    return this.#events;
  }

  /**
   * Returns the kept warnings, and the number of further ones. Rows are positions from 0, as in the output.
   */
  list(): object[] {
    const more = [...this.#events].filter(([, events]) => events > maxPerCode);
    const rest = more.map(([code, events]) => ({
      type: "warning",
      code,
      message: moreOf(events - maxPerCode),
    }));
    return [...this.#kept, ...rest];
  }

  /** Returns one JSON object per line. */
  text(): string {
    return this.list()
      .map((line) => `${JSON.stringify(line)}\n`)
      .join("");
  }
}
