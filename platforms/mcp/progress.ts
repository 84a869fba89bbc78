/**
 * Reports to a client how far a run is, and that it continues while it waits: many clients abandon a silent
 * call.
 */
import type { RunEvent } from "../../connector/platform_api.js";
import { waitLine } from "../shared/wait_line.js";

/** One notification. */
export interface Step {
  progress: number;
  total?: number;
  message?: string;
}

/** Longest silence in milliseconds: clients abandon a call after a minute. */
const defaultSilenceMs = 15_000;

/**
 * Number of keep-alive steps that equal one row: the protocol requires that the progress value always
 * increases.
 */
const signsPerRow = 1000;

/** The progress of one run. */
export class Progress {
  readonly #send: (step: Step) => void;
  readonly #timer: NodeJS.Timeout;
  #last: Step = { progress: 0 };
  #signs = 0;

  constructor(send: (step: Step) => void, silenceMs = defaultSilenceMs) {
    this.#send = send;
    this.#timer = setInterval(() => this.#sign(), silenceMs).unref();
  }

  take(event: RunEvent): void {
    if (event.type === "wait") this.#sign({ message: waitLine(event) });
    if (event.type !== "progress" || event.done <= this.#progress) return;
    const { done: progress, total } = event;
    this.#last = { progress, ...(total === undefined ? {} : { total }) };
    this.#signs = 0;
    this.#timer.refresh();
    this.#send(this.#last);
  }

  end(): void {
    clearInterval(this.#timer);
  }

  get #progress(): number {
    return this.#last.progress + this.#signs / signsPerRow;
  }

  #sign(more: Pick<Step, "message"> = {}): void {
    this.#signs += 1;
    this.#send({ ...this.#last, progress: this.#progress, ...more });
  }
}
