/** Writes into the journal what a run settles, and what its calls begin. What cannot be written ends the run. */
import { ConnectorError } from "../../contract/errors.js";
import type { JsonObject } from "../../contract/types.js";
import type { Settled } from "../batch/send_batch.js";
import type { RunContext } from "../run_context.js";
import type { Journal, JournalEntry, JournalRejection } from "./journal.js";
import type { Batch } from "../batch/batcher.js";
import { isOpen, type ResultSpec } from "../results/row_results.js";
import type { BatchFailure, RunStatus } from "../results/run_status.js";

/** The marks around the calls of one chunk. */
interface Marks {
  /** Before each call; throws what ends the run. */
  begin(): Promise<void>;
  /** After the last one. */
  end(results: readonly JsonObject[]): Promise<void>;
}

/** What keeping needs of the run. */
type KeepingJob = Pick<RunContext, "deadline" | "stats" | "emit" | "out">;

/** The journal of a run, as the run writes it. */
export class JournalWriter {
  readonly #journal: Journal;
  readonly #spec: ResultSpec;
  readonly #status: RunStatus;
  readonly #job: KeepingJob;
  /** Where the chunks lie of which an earlier run has got some rows accepted, and not all answered. */
  readonly #begunBatches: (readonly [first: number, last: number])[];

  constructor(journal: Journal, spec: ResultSpec, status: RunStatus, job: KeepingJob) {
    this.#journal = journal;
    this.#spec = spec;
    this.#status = status;
    this.#job = job;
    this.#begunBatches = journal.outcomes.flatMap(({ succeeded, partOf }) =>
      succeeded === undefined || partOf === undefined ? [] : [partOf],
    );
  }

  /** Whether these rows are what an earlier run has left of a chunk of which it has got some accepted. */
  isRest(positions: readonly number[]): boolean {
    return this.#begunBatches.some(([first, last]) => positions.every((row) => row >= first && row <= last));
  }

  /** Writes what a chunk has settled. Throws what ends the run, once it is told. */
  async settled(
    { rows, results, succeeded, rejected, isPart }: Settled,
    positions: readonly number[],
  ): Promise<void> {
    await this.#written({
      rows: rows.map((row) => positions[row] as number),
      results,
      ...(succeeded === undefined ? {} : { succeeded: this.#status.headOf(succeeded) }),
      ...(rejected === undefined ? {} : { rejected: this.#rejectionOf(rejected) }),
      ...(isPart ? { partOf: [positions[0] as number, positions.at(-1) as number] } : {}),
    });
  }

  /** Writes the results of rows that are in no call. */
  async unsent(results: readonly (readonly [position: number, result: JsonObject])[]): Promise<void> {
    const answered = results.filter(([, result]) => !isOpen(result, this.#spec));
    if (answered.length === 0) return;
    const rows = answered.map(([position]) => position);
    const entry = { rows, results: answered.map(([, result]) => result), unsent: true } as const;
    await this.#orStop(this.#written(entry));
  }

  /** For a chunk whose calls must not be repeated; undefined where they may be. */
  marksOf({ positions }: Readonly<Batch>): Marks | undefined {
    if (this.#spec.idempotent) return undefined;
    let begun: Promise<void> | undefined;
    return {
      begin: () => {
        begun ??= this.#events(this.#journal.mark(positions, true));
        return begun;
      },
      end: async (results) => {
        const left = positions.filter((_, i) => isOpen(results[i] as JsonObject, this.#spec));
        if (begun === undefined || left.length === 0) return;
        await this.#orStop(this.#events(this.#journal.mark(left, false)));
      },
    };
  }

  #rejectionOf({ error, response }: Required<BatchFailure>): JournalRejection {
    const { code, message } = error;
    return { head: this.#status.headOf(response), code, message, body: response.body };
  }

  #written(entry: JournalEntry): Promise<void> {
    return this.#events(this.#journal.write(this.#job.out.entry(entry)));
  }

  async #events(writing: Promise<void>): Promise<void> {
    try {
      await writing;
    } catch (error) {
      const { code, message, hint } = error as ConnectorError;
      this.#job.emit({ type: "warning", code, message: `${message} ${hint}` });
      throw error;
    }
  }

  async #orStop(writing: Promise<void>): Promise<void> {
    try {
      await writing;
    } catch (error) {
      this.#job.stats.failure(error as ConnectorError);
      this.#job.deadline.stop(error as ConnectorError);
    }
  }
}
