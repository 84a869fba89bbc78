/** Keeps a run's warnings until somebody asks for them, and no more than a person would read. */
import type { RunEvent, WarningEvent } from "../../connector/index.js";

/** Most warnings of one code that are kept. */
const mostOfOneCode = 20;

/** The warnings of one run. */
export class WarningLines {
  readonly #kept: WarningEvent[] = [];
  readonly #told = new Map<string, number>();

  take(event: RunEvent): void {
    if (event.type !== "warning") return;
    const told = (this.#told.get(event.code) ?? 0) + (event.count ?? 1);
    this.#told.set(event.code, told);
    if (told <= mostOfOneCode) this.#kept.push(event);
  }

  /** How many there were of each code. */
  get counts(): ReadonlyMap<string, number> {
    return this.#told;
  }

  /** Those that were kept, and how many more there were; rows are positions from 0, as in the output. */
  list(): object[] {
    const more = [...this.#told].filter(([, told]) => told > mostOfOneCode);
    const rest = more.map(([code, told]) => ({
      type: "warning",
      code,
      message: `and ${told - mostOfOneCode} more.`,
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
