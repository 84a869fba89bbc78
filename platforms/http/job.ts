/** One job: its state, its progress and its result. */
import { randomUUID } from "node:crypto";
import { runErrors } from "./messages.js";
import type { RunEventLog } from "./run_events.js";

/** The response of a finished job. */
export interface JobResult {
  readonly status: number;
  /** Code of the failure; absent for a run that returned an output. */
  readonly code?: string;
  /** JSON, whole or in pieces. */
  readonly body: Buffer | readonly Buffer[];
  /** Whether a cancellation left something undone; false if it came after the last call. */
  readonly isCancelled: boolean;
}

/** The states of a job; the last two are final. */
export const jobStates = ["running", "cancelling", "finished", "cancelled"] as const;

type JobState = (typeof jobStates)[number];

/** The subject of a job, and the function that ends it. */
export interface JobStart {
  readonly action: string;
  readonly profile: string;
  /** Name of the caller, the only one that sees the job; undefined if the service has one key for everything. */
  readonly caller?: string | undefined;
  readonly events: RunEventLog;
  readonly cancel: () => void;
}

/** One job. */
export class Job {
  readonly id = randomUUID();
  readonly #start: JobStart;
  readonly #now: () => number;
  readonly #begunMs: number;
  #isCancelled = false;
  #endedMs: number | undefined;
  #result: JobResult | undefined;
  /** Bytes of its stored results so far. */
  resultBytes = 0;
  isFetched = false;

  constructor(start: JobStart, now: () => number) {
    this.#start = start;
    this.#now = now;
    this.#begunMs = now();
  }

  get caller(): string | undefined {
    return this.#start.caller;
  }

  get isFinished(): boolean {
    return this.#result !== undefined;
  }

  /** Time since it finished, in milliseconds. */
  get ageMs(): number {
    return this.#endedMs === undefined ? 0 : this.#now() - this.#endedMs;
  }

  /** Returns the status for the client. */
  get status(): Record<string, unknown> {
    const { action, profile, events } = this.#start;
    const begun = new Date(this.#begunMs).toISOString();
    return {
      id: this.id,
      action,
      profile,
      state: this.#state,
      begun,
      ...events.progress,
      ...(this.isFinished ? events.counts : {}),
      warnings: events.warnings,
      ...(this.#endedMs === undefined ? {} : { ended: new Date(this.#endedMs).toISOString() }),
      ...(this.#result === undefined
        ? {}
        : { result: `/jobs/${this.id}/result`, status: this.#result.status }),
      ...(this.#result?.code === undefined ? {} : { code: this.#result.code }),
    };
  }

  cancel(): void {
    this.#isCancelled = true;
    this.#start.cancel();
  }

  /** Adds bytes of its results to the stored ones. */
  keep(bytes: number): void {
    this.resultBytes += bytes;
  }

  finish(result: JobResult): void {
    this.#endedMs = this.#now();
    this.#result = result;
    this.resultBytes = [result.body].flat().reduce((sum, piece) => sum + piece.length, 0);
  }

  /** Throws NotFinished. */
  get result(): JobResult {
    if (this.#result === undefined) throw runErrors.unfinishedJob(this.id);
    return this.#result;
  }

  get #state(): JobState {
    if (this.#result !== undefined) return this.#result.isCancelled ? "cancelled" : "finished";
    return this.#isCancelled ? "cancelling" : "running";
  }
}
