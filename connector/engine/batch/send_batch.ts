/** Sends one batch and returns one result per row, whatever happens. */
import { type ConnectorError, internalError, isConnectorError } from "../../contract/errors.js";
import type { JsonObject } from "../../contract/types.js";
import type { CallResult } from "../../http/call_context.js";
import { isTooLarge } from "../../http/classify_response.js";
import { batchMessages } from "./messages.js";
import { BatchCalls } from "./batch_calls.js";
import type { BatchSender } from "./batch_sender.js";
import { type BisectSteps, bisectBatch } from "./bisect.js";
import type { BisectBounds } from "./bisect_limits.js";
import { namedIn } from "./named_in.js";
import type { SentBatch } from "./sent_batch.js";

type Rejected = Extract<CallResult, { kind: "rejected" }>;

/** Sends the batch. Never throws: every failure is in the results. */
export async function sendBatch(
  index: number,
  rows: readonly JsonObject[],
  sender: BatchSender,
): Promise<SentBatch> {
  const work = new BatchWork(rows, sender);
  try {
    await work.run();
  } catch (error) {
    work.stop(isConnectorError(error) ? error : internalError());
  }
  return work.done(index);
}

class BatchWork {
  readonly #sender: BatchSender;
  readonly #calls: BatchCalls;
  #stopped: ConnectorError | undefined;
  #wholeRequest: ConnectorError | undefined;
  #isTooLarge = false;

  constructor(rows: readonly JsonObject[], sender: BatchSender) {
    this.#sender = sender;
    this.#calls = new BatchCalls(rows, sender);
  }

  async run(): Promise<void> {
    const { results } = this.#calls;
    const all = results.positions;
    const first = await this.#calls.send(all);
    if (all.length > 1 && isRejectedForSize(first)) {
      this.#isTooLarge = true;
      results.fail(all, "NotSent", first.error.message);
      return;
    }
    const bounds = this.#sender.bisectBounds;
    if (first.kind !== "rejected" || bounds === undefined) this.#calls.settle(all, first);
    else {
      this.#calls.splitAfter(first);
      await this.#sender.inTurn(() => this.#split(all, first, bounds));
      this.#calls.endSplit();
    }
    await this.#calls.keep();
  }

  async #split(all: readonly number[], first: Rejected, bounds: BisectBounds): Promise<void> {
    const rows = await this.#existing(all, first);
    const again = rows.length === 0 || rows.length === all.length ? first : await this.#sendAgain(rows);
    if (rows.length === 0 || again.kind !== "rejected") return;
    const steps = this.#steps(rows);
    this.#wholeRequest = (await bisectBatch(rows.length, again, bounds, steps)).wholeRequest;
  }

  /** Returns the rows that name existing objects and rejects the others. Returns all rows if that is unknown. */
  async #existing(
    rows: readonly number[],
    { response, error, inDoubt }: Rejected,
  ): Promise<readonly number[]> {
    const present = await this.#sender.present?.(response);
    if (present === undefined) return rows;
    const { results } = this.#calls;
    const there = rows.filter((row) => present.has(results.nameOf(row)));
    const gone = rows.filter((row) => !present.has(results.nameOf(row)));
    const isAnyThere = there.length > 0;
    results.fail(gone, error.code, batchMessages.missing(error.message, isAnyThere, inDoubt === true));
    return there;
  }

  async #sendAgain(rows: readonly number[]): Promise<CallResult> {
    await this.#calls.keep();
    const result = await this.#calls.send(rows);
    if (result.kind !== "rejected") this.#calls.settle(rows, result);
    return result;
  }

  /** @param of - rows of the batch that are bisected */
  #steps(of: readonly number[]): BisectSteps {
    const { results } = this.#calls;
    const inBatch = (rows: readonly number[]) => rows.map((row) => of[row] as number);
    return {
      send: async (rows) => {
        await this.#calls.keep();
        return this.#calls.send(inBatch(rows));
      },
      settle: (rows, result) => {
        this.#calls.settle(inBatch(rows), result);
        const fatal = this.#calls.fatal();
        if (fatal !== undefined) throw fatal;
      },
      reject: (rows, { code, message }) => results.failSent(inBatch(rows), code, message),
      namedIn: (message, rows) => namedIn(message, rows, (row) => results.nameOf(of[row] as number)),
    };
  }

  /** Makes no further call after the error. */
  stop(error: ConnectorError): void {
    this.#stopped = error;
    this.#calls.stop(error);
  }

  done(index: number): SentBatch {
    const fatal = this.#stopped ?? this.#calls.fatal();
    return {
      results: this.#calls.results.all,
      outcome: this.#calls.outcome(index, this.#stopped),
      ...(fatal === undefined ? {} : { fatal }),
      ...(this.#wholeRequest === undefined ? {} : { wholeRequest: this.#wholeRequest }),
      ...(this.#isTooLarge ? { tooLarge: true as const } : {}),
    };
  }
}

function isRejectedForSize(result: CallResult): result is Extract<CallResult, { kind: "failed" }> {
  return result.kind === "failed" && result.response !== undefined && isTooLarge(result.response);
}
