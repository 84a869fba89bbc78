/** Writes final results and the start of calls to the journal. A failed write ends the run. */
import { ConnectorError } from "../../contract/errors.js";
import type { JsonObject } from "../../contract/types.js";
import type { Settled } from "../batch/sent_batch.js";
import type { RunContext } from "../run_context.js";
import type { Journal } from "./journal.js";
import type { JournalEntry, JournalRejection } from "./journal_format.js";
import type { Batch } from "../batch/batch.js";
import { isOpen, type ResultSpec } from "../results/row_results.js";
import type { BatchFailure } from "../results/batch_outcome.js";
import type { RunStatus } from "../results/run_status.js";

/** The marks around the calls of one batch. */
export interface BatchMarks {
  /** Called before each call. Throws an error that ends the run. */
  begin(): Promise<void>;
  /** Called after the last call. */
  end(results: readonly JsonObject[]): Promise<void>;
}

/** What the writer needs from the run. */
type WriterContext = Pick<RunContext, "deadline" | "stats" | "emit" | "out">;

/** Writes the journal of one run. */
export class JournalWriter {
  readonly #journal: Journal;
  readonly #spec: ResultSpec;
  readonly #status: RunStatus;
  readonly #job: WriterContext;
  /** First and last position of the batches that an earlier run sent in part. */
  readonly #begunBatches: (readonly [first: number, last: number])[];

  constructor(journal: Journal, spec: ResultSpec, status: RunStatus, job: WriterContext) {
    this.#journal = journal;
    this.#spec = spec;
    this.#status = status;
    this.#job = job;
    this.#begunBatches = journal.outcomes.flatMap(({ succeeded, partOf }) =>
      succeeded === undefined || partOf === undefined ? [] : [partOf],
    );
  }

  /** True if these rows remain from a batch that an earlier run sent, with some of its rows accepted. */
  isRest(positions: readonly number[]): boolean {
    return this.#begunBatches.some(([first, last]) => positions.every((row) => row >= first && row <= last));
  }

  /** Writes the final results of rows of a batch. Emits and throws the error of a failed write. */
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

  /** Writes the results of rows that were in no call. */
  async unsent(results: readonly (readonly [position: number, result: JsonObject])[]): Promise<void> {
    const final = results.filter(([, result]) => !isOpen(result, this.#spec));
    if (final.length === 0) return;
    const rows = final.map(([position]) => position);
    const entry = { rows, results: final.map(([, result]) => result), unsent: true } as const;
    await this.#orStop(this.#written(entry));
  }

  /** Returns the marks for a batch with calls that must not be repeated; undefined if they may be. */
  marksOf({ positions }: Readonly<Batch>): BatchMarks | undefined {
    if (this.#spec.idempotent) return undefined;
    let begun: Promise<void> | undefined;
    return {
      begin: () => {
        begun ??= this.#orWarn(this.#journal.mark(positions, true));
        return begun;
      },
      end: async (results) => {
        const left = positions.filter((_, i) => isOpen(results[i] as JsonObject, this.#spec));
        if (begun === undefined || left.length === 0) return;
        await this.#orStop(this.#orWarn(this.#journal.mark(left, false)));
      },
    };
  }

  #rejectionOf({ error, response }: Required<BatchFailure>): JournalRejection {
    const { code, message } = error;
    return { head: this.#status.headOf(response), code, message, body: response.body };
  }

  #written(entry: JournalEntry): Promise<void> {
    return this.#orWarn(this.#journal.write(this.#job.out.entry(entry)));
  }

  async #orWarn(writing: Promise<void>): Promise<void> {
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
