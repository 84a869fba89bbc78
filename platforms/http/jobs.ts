/** Runs in the background: their progress, and their results until they are fetched. */
import { randomUUID } from "node:crypto";
import type { Limits } from "./limits.js";
import { Problem } from "./http_errors.js";
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
  readonly asset: string;
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

  get isFinished(): boolean {
    return this.#result !== undefined;
  }

  /** Time since it finished, in milliseconds. */
  get ageMs(): number {
    return this.#endedMs === undefined ? 0 : this.#now() - this.#endedMs;
  }

  /** Returns the status for the client. */
  get status(): Record<string, unknown> {
    const { action, asset, events } = this.#start;
    const begun = new Date(this.#begunMs).toISOString();
    return {
      id: this.id,
      action,
      asset,
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
    if (this.#result === undefined) throw new Problem("NotFinished", `The job ${this.id} is not finished.`);
    return this.#result;
  }

  get #state(): JobState {
    if (this.#result !== undefined) return this.#result.isCancelled ? "cancelled" : "finished";
    return this.#isCancelled ? "cancelling" : "running";
  }
}

/** All jobs of a service. */
export class Jobs {
  readonly #limits: Limits;
  readonly #now: () => number;
  readonly #jobs = new Map<string, Job>();
  #allFetched = (): void => {};

  constructor(limits: Limits, now: () => number) {
    this.#limits = limits;
    this.#now = now;
  }

  /** Throws Busy if the limit of jobs is reached. */
  assertCapacity(): void {
    const isFull = (): boolean => this.#jobs.size >= this.#limits.jobs || this.#isFull;
    if (!this.#freeCapacity(isFull))
      throw new Problem(
        "Busy",
        `The service stores ${this.#jobs.size} jobs with results that have not been fetched.`,
      );
  }

  /** Returns whether more results of a job can be stored. */
  canStore(job: Job): boolean {
    return this.#freeCapacity(() => this.#isFull, job);
  }

  /**
   * Deletes fetched results, the oldest first, until the limit is met.
   * @param except - a job that is still running
   */
  #freeCapacity(isFull: () => boolean, except?: Job): boolean {
    this.#forgetOld();
    for (const job of this.#jobs.values()) {
      if (!isFull()) return true;
      if (job.isFetched && job !== except) this.#jobs.delete(job.id);
    }
    return !isFull();
  }

  add(start: JobStart): Job {
    const job = new Job(start, this.#now);
    this.#jobs.set(job.id, job);
    return job;
  }

  /** Throws UnknownJob. */
  job(id: string): Job {
    this.#forgetOld();
    const job = this.#jobs.get(id);
    if (job === undefined) throw new Problem("UnknownJob", "There is no job with this ID.");
    return job;
  }

  /** Returns all jobs, the oldest first. */
  get all(): Job[] {
    this.#forgetOld();
    return [...this.#jobs.values()];
  }

  /** Marks its result as fetched. */
  fetch(job: Job): void {
    job.isFetched = true;
    if (this.unfetched === 0) this.#allFetched();
  }

  remove({ id }: Job): void {
    this.#jobs.delete(id);
    if (this.unfetched === 0) this.#allFetched();
  }

  /** Returns the number of finished jobs with results that have not been fetched. */
  get unfetched(): number {
    return this.all.filter(({ isFinished, isFetched }) => isFinished && !isFetched).length;
  }

  /** Resolves when every result has been fetched, or the grace period is over. */
  async fetched(): Promise<void> {
    let late: NodeJS.Timeout | undefined;
    await new Promise<void>((resolve) => {
      this.#allFetched = resolve;
      late = setTimeout(resolve, this.#limits.graceMs);
    });
    clearTimeout(late);
  }

  get #isFull(): boolean {
    let bytes = 0;
    for (const job of this.#jobs.values()) bytes += job.resultBytes;
    return bytes >= this.#limits.resultBytes;
  }

  #forgetOld(): void {
    for (const job of this.#jobs.values()) if (job.ageMs > this.#limits.keepMs) this.#jobs.delete(job.id);
  }
}
