/** Progress as a line now and then, for a run that nobody watches on a terminal. */
import type { ProgressEvent } from "../../../connector/platform_api.js";
import type { Log } from "../../shared/log/log.js";
import { rowLines } from "./messages.js";

/** Least time between two lines, in milliseconds. */
const defaultIntervalMs = 5000;

/** The progress of a command. */
export class ProgressLines {
  readonly #intervalMs: number;
  readonly #now: () => number;
  #lastMs: number;

  /** @param now - milliseconds that never jump */
  constructor(now = (): number => performance.now(), intervalMs = defaultIntervalMs) {
    this.#now = now;
    this.#intervalMs = intervalMs;
    this.#lastMs = now();
  }

  /** Writes a line if the last one is old enough. The summary reports the end. */
  show({ done, total }: Omit<ProgressEvent, "type">, log: Log): void {
    const now = this.#now();
    if (now - this.#lastMs < this.#intervalMs || done === total) return;
    this.#lastMs = now;
    log.write("info", rowLines.progress(done, total), { done, total });
  }
}
