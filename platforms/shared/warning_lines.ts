/** Keeps a run's warnings until somebody asks for them, and no more than a person would read. */
import type { RunEvent, WarningEvent } from "../../connector/platform_api.js";

/** Most warnings of one code that a person is shown. */
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

  /** How many there were of each code. */
  get counts(): ReadonlyMap<string, number> {
    return this.#events;
  }

  /** Those that were kept, and how many more there were; rows are positions from 0, as in the output. */
  list(): object[] {
    const more = [...this.#events].filter(([, events]) => events > maxPerCode);
    const rest = more.map(([code, events]) => ({
      type: "warning",
      code,
      message: `and ${events - maxPerCode} more.`,
    }));
    return [...this.#kept, ...rest];
  }

  /** One JSON object per line. */
  text(): string {
    return this.list()
      .map((line) => `${JSON.stringify(line)}\n`)
      .join("");
  }
}
