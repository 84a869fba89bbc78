/** Runs in the background: their progress, and their results until they are fetched. */
import type { Limits } from "./limits.js";
import { Job, type JobStart } from "./job.js";
import { runErrors } from "./messages.js";

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
    if (!this.#freeCapacity(isFull)) throw runErrors.tooManyJobs(this.#jobs.size);
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
    this.#deleteExpired();
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

  /** Returns a job of that caller. Throws UnknownJob. */
  job(id: string, caller?: string): Job {
    this.#deleteExpired();
    const job = this.#jobs.get(id);
    if (job === undefined || job.caller !== caller) throw runErrors.unknownJob();
    return job;
  }

  /** Returns all jobs, the oldest first. */
  get all(): Job[] {
    this.#deleteExpired();
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

  #deleteExpired(): void {
    for (const job of this.#jobs.values()) if (job.ageMs > this.#limits.keepMs) this.#jobs.delete(job.id);
  }
}
