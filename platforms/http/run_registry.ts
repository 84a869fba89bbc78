/** The active runs: their highest number, and their end. */
import { randomUUID } from "node:crypto";
import { runErrors } from "./messages.js";

/** One run. */
export interface Run {
  readonly id: string;
  readonly signal: AbortSignal;
  /** Ends it: calls in progress are completed, and the other rows report that they were not sent. */
  cancel(): void;
  /** Marks it as over. */
  end(): void;
  /** Resolves when it is over. */
  readonly over: Promise<void>;
}

/** All runs of a service. */
export class Runs {
  readonly #most: number;
  readonly #controllers = new Set<AbortController>();
  #isStopping = false;
  #idle = (): void => {};

  constructor(most: number) {
    this.#most = most;
  }

  /** Returns the number of active runs. */
  get active(): number {
    return this.#controllers.size;
  }

  get isStopping(): boolean {
    return this.#isStopping;
  }

  /** Throws Stopping, Busy. */
  begin(): Run {
    if (this.#isStopping) throw runErrors.stopping();
    if (this.#controllers.size >= this.#most) throw runErrors.busy(this.#most);
    const controller = new AbortController();
    this.#controllers.add(controller);
    let isOver = (): void => {};
    const over = new Promise<void>((resolve) => {
      isOver = resolve;
    });
    return {
      id: randomUUID(),
      over,
      signal: controller.signal,
      cancel: () => controller.abort(),
      end: () => {
        this.#end(controller);
        isOver();
      },
    };
  }

  /** Starts no further run, ends the active ones, and resolves when none is left. */
  async stop(): Promise<void> {
    this.#isStopping = true;
    for (const controller of this.#controllers) controller.abort();
    if (this.#controllers.size === 0) return;
    await new Promise<void>((resolve) => {
      this.#idle = resolve;
    });
  }

  #end(controller: AbortController): void {
    this.#controllers.delete(controller);
    if (this.#controllers.size === 0) this.#idle();
  }
}
