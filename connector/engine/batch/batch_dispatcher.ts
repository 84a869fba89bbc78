/** Sends the batches of a run and decides after each one whether the run goes on. */
import type { ConnectorError } from "../../contract/errors.js";
import type { JsonObject } from "../../contract/types.js";
import { reportFailure } from "../results/report_failure.js";
import type { Batch } from "./batch.js";
import { type BatchRun, BatchTransport } from "./batch_transport.js";
import { circuitBreaker } from "./circuit_breaker.js";
import { turns } from "./concurrency.js";
import { sendBatch } from "./send_batch.js";
import type { SentBatch } from "./sent_batch.js";
import type { Fitting, SentPart } from "./split_too_large.js";

/** Sends batches and counts their outcomes. */
export class BatchDispatcher {
  readonly #run: BatchRun;
  readonly #fitting: Fitting;

  constructor(run: Omit<BatchRun, "inTurn">, fitting: Fitting) {
    this.#run = { ...run, inTurn: turns() };
    this.#fitting = fitting;
  }

  /** Returns one result per row. Rows that exceed the capacity are held back, too large batches are split. */
  send(batch: Batch): Promise<readonly JsonObject[]> {
    const { capacity } = this.#run.state;
    const send = (fitted: Batch) => this.#fitting.send(fitted, (part) => this.#sendPart(part));
    return capacity === undefined ? send(batch) : capacity.send(batch, send);
  }

  /** Returns the results of rows that were too large to be sent, with their position in the input. */
  takeUnsent(): (readonly [position: number, result: JsonObject])[] {
    return this.#fitting.takeUnsent();
  }

  async #sendPart(batch: Batch): Promise<SentPart> {
    const { requests, holdsRows } = this.#run;
    const transport = new BatchTransport(batch, this.#run);
    const sent = await sendBatch(batch.index, batch.rows, transport);
    await transport.marks?.end(sent.results);
    const { whole } = transport;
    const part = { ...sent, bodyBytes: whole?.body?.length ?? 0 };
    if (sent.tooLarge === true) return part;
    this.#count(sent);
    if (whole !== undefined && !holdsRows) batch.serialized = requests.rowsOf(whole);
    return part;
  }

  #count(sent: SentBatch): void {
    const { context, status, state } = this.#run;
    const { outcome } = sent;
    status.add(outcome);
    state.batches += 1;
    state.accepted ||= status.accepted;
    const fatal = this.#fatal(sent);
    if (fatal !== undefined) context.deadline.stop(fatal);
    if (outcome.failure !== undefined) reportFailure(outcome.failure, fatal, context);
  }

  /** Returns the error that ends the run. */
  #fatal(sent: SentBatch): ConnectorError | undefined {
    const { context, spec, state } = this.#run;
    const rejectedWhole = state.accepted ? undefined : sent.wholeRequest;
    return sent.fatal ?? rejectedWhole ?? circuitBreaker(sent, spec, state, context);
  }
}
