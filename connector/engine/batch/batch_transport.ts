/** Connects one batch with its run: requests, call slots, journal and splitting in turn. */
import type { Action } from "../../contract/action.js";
import type { HttpResponse, JsonObject } from "../../contract/types.js";
import type { CallResult } from "../../http/call_context.js";
import { listExisting } from "../existing/list_existing.js";
import type { BatchMarks, JournalWriter } from "../journal/journal_writer.js";
import type { MadeRequest, RequestMaker } from "../request/request_builder.js";
import type { ResultSpec } from "../results/row_results.js";
import type { RunStatus } from "../results/run_status.js";
import type { RunContext } from "../run_context.js";
import type { RunState } from "../run_state.js";
import type { Batch } from "./batch.js";
import type { BatchSender } from "./batch_sender.js";
import type { BisectBounds } from "./bisect_limits.js";
import type { turns } from "./concurrency.js";

/** What the batches of a run share. */
export interface BatchRun {
  readonly context: RunContext;
  readonly spec: ResultSpec;
  readonly status: RunStatus;
  readonly state: RunState;
  readonly requests: RequestMaker;
  /** Absent without a journal. */
  readonly writer: JournalWriter | undefined;
  /** Runs the splitting of one batch after that of another one. */
  readonly inTurn: ReturnType<typeof turns>;
  /** Whether the caller holds all rows in memory anyway. */
  readonly holdsRows: boolean;
}

/** Sends the requests of one batch. */
export class BatchTransport implements BatchSender {
  readonly bisectBounds: BisectBounds | undefined;
  readonly spec: ResultSpec;
  readonly isRest: boolean;
  readonly present: BatchSender["present"];
  readonly keep: BatchSender["keep"];
  readonly marks: BatchMarks | undefined;
  readonly #batch: Batch;
  readonly #run: BatchRun;
  #whole: MadeRequest | undefined;
  #isSplit = false;

  constructor(batch: Batch, run: BatchRun) {
    const { bisect, circuitBreaker } = run.context.compiled.action;
    const { writer } = run;
    this.#batch = batch;
    this.#run = run;
    this.spec = run.spec;
    this.bisectBounds = bisect && { ...bisect, maxFailedCalls: circuitBreaker?.maxConsecutiveFailures };
    this.present = existingLister(bisect, run);
    this.marks = writer?.marksOf(batch);
    this.isRest = writer?.isRest(batch.positions) === true;
    this.keep = writer && ((settled) => writer.settled(settled, batch.positions));
  }

  /** The first request, which holds all rows of the batch. */
  get whole(): MadeRequest | undefined {
    return this.#whole;
  }

  makeRequest(rows: readonly JsonObject[]): MadeRequest {
    const request = this.#run.requests.make(rows);
    this.#whole ??= request;
    return request;
  }

  async send(request: MadeRequest): Promise<CallResult> {
    const { context, state } = this.#run;
    await context.authorised();
    await this.marks?.begin();
    await this.#batch.slot?.take();
    try {
      const result = await context.send(request);
      state.accepted ||= result.kind === "succeeded";
      return result;
    } finally {
      if (this.#isSplit) this.#batch.slot?.release();
    }
  }

  warn(code: string, message: string): void {
    this.#run.context.emit({ type: "warning", code, message });
  }

  /** From the first turn on, the batch holds a slot only during its calls. */
  inTurn<T>(work: () => Promise<T>): Promise<T> {
    this.#isSplit = true;
    this.#batch.slot?.release();
    return this.#run.inTurn(work);
  }
}

/** Returns a function that lists what exists, if the action declares how. */
function existingLister(declared: Action["bisect"], { context }: BatchRun): BatchSender["present"] {
  const check = declared?.existingCheck;
  if (check === undefined) return undefined;
  return async ({ status }: HttpResponse) =>
    check.statuses.includes(status) ? listExisting(check, context.contextFor(check.action)) : undefined;
}
