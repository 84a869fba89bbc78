/** Passes the events of a run to n8n's log, and warnings to the node's output. */
import type { RunEvent } from "../../connector/platform_api.js";
import { printable } from "../shared/printable.js";
import { RunNotes } from "../shared/run_notes.js";
import { sumLine } from "../shared/summary_line.js";
import { waitLine } from "../shared/wait_line.js";
import type { ExecuteContext } from "./n8n_types.js";

/** Listens to one run. */
export class RunEventLog {
  readonly #context: ExecuteContext;
  readonly #notes: RunNotes;

  /** @param placeOf - returns the name of a row by its position, from 0 */
  constructor(context: ExecuteContext, placeOf: (row: number) => string) {
    this.#context = context;
    this.#notes = new RunNotes(placeOf);
  }

  readonly listener = (event: RunEvent): void => {
    const { logger } = this.#context;
    this.#notes.take(event);
    if (event.type === "wait") logger.info(printable(waitLine(event)));
    else if (event.type === "summary") logger.debug(sumLine(event));
  };

  /** Reports the warnings after the run. */
  end(): void {
    for (const message of this.#notes.warnings.map(printable)) {
      this.#context.logger.warn(message);
      this.#context.addExecutionHints?.({ message, location: "outputPane", type: "warning" });
    }
  }
}
