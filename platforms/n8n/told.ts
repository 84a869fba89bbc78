/** Passes on what a run tells: to n8n's log, and warnings to whoever looks at the node's output. */
import type { RunEvent, WarningEvent } from "../../connector/index.js";
import { printable } from "../shared/printable.js";
import { sumLine } from "../shared/sum.js";
import type { ExecuteContext } from "./n8n.js";

/** Most warnings that are told. */
const mostWarnings = 10;

/** Listens to one run. */
export class Told {
  readonly #context: ExecuteContext;
  readonly #placeOf: (row: number) => string;
  readonly #warnings: string[] = [];
  #more = 0;

  /** @param placeOf what the row of that position, from 0, is called */
  constructor(context: ExecuteContext, placeOf: (row: number) => string) {
    this.#context = context;
    this.#placeOf = placeOf;
  }

  readonly listener = (event: RunEvent): void => {
    const { logger } = this.#context;
    if (event.type === "warning") this.#warn(event);
    else if (event.type === "wait")
      logger.info(`Waiting ${Math.ceil(event.waitMs / 1000)} s: ${printable(event.reason)}.`);
    else if (event.type === "summary") logger.debug(sumLine(event));
  };

  /** Tells the warnings; the run is over. */
  end(): void {
    const more = this.#more === 0 ? [] : [`and ${this.#more} more warnings`];
    for (const message of [...this.#warnings, ...more]) {
      this.#context.logger.warn(message);
      this.#context.addExecutionHints?.({ message, location: "outputPane", type: "warning" });
    }
  }

  #warn({ code, message, rows }: WarningEvent): void {
    const [row] = rows ?? [];
    const place = row === undefined ? "" : `${this.#placeOf(row)}: `;
    if (this.#warnings.length < mostWarnings) this.#warnings.push(printable(`${code}: ${place}${message}`));
    else this.#more += 1;
  }
}
