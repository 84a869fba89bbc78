/** One run of an action on rows: passes them through the gates, sends them and yields their results in order. */
import { internalError, isConnectorError } from "../contract/errors.js";
import type { JsonObject, Pages } from "../contract/types.js";
import type { Batch } from "./batch/batch.js";
import type { BatchDispatcher } from "./batch/batch_dispatcher.js";
import { batchesAtOnce, callsInFlight } from "./batch/concurrency.js";
import { pipeline, type PipelineSteps, type RowDecision } from "./batch/pipeline.js";
import type { PreflightScan } from "./existing/preflight_scan.js";
import type { JournalWriter } from "./journal/journal_writer.js";
import { runErrors } from "./messages.js";
import type { RequestMaker } from "./request/request_builder.js";
import { isFailed, matchFieldOf, type ResultSpec } from "./results/row_results.js";
import type { RunStatus } from "./results/run_status.js";
import { planBounds, warnOfConflict } from "./rows/row_context.js";
import type { RowGates } from "./rows/row_gates.js";
import { type RowKey, rowKeyOf } from "./rows/row_key.js";
import type { RunContext } from "./run_context.js";
import type { RunState } from "./run_state.js";
import { sourceErrorOf } from "./source_error.js";

/** The stages that a row passes, and what they share. */
export interface RowStages {
  readonly context: RunContext;
  readonly spec: ResultSpec;
  readonly status: RunStatus;
  readonly state: RunState;
  readonly requests: RequestMaker;
  readonly gates: RowGates;
  readonly dispatcher: BatchDispatcher;
  /** Absent without a journal. */
  readonly writer: JournalWriter | undefined;
  /** Reads the rows once before the run if the capacity is checked first. */
  readonly scan: PreflightScan;
  /** Number of rows, if it is known. */
  readonly total: number | undefined;
}

/** Runs the pipeline with the stages of one run. */
export class RowRun implements PipelineSteps {
  readonly identity: RowKey | undefined;
  readonly matchField: string | undefined;
  readonly #stages: RowStages;

  constructor(stages: RowStages) {
    this.identity = rowKeyOf(stages.context.compiled.action.identity);
    this.matchField = matchFieldOf(stages.spec);
    this.#stages = stages;
  }

  /** Yields the results in pages, in input order. Returns the status, which holds what ended the run early. */
  async *results(rows: Pages): AsyncGenerator<JsonObject[], RunStatus> {
    const { context, requests, gates, state, status, scan, writer } = this.#stages;
    await gates.prepare(context.deadline);
    if (context.capacity.preflight) status.sourceError = await state.capacity?.preflight(scan.sendableRows());
    try {
      for await (const page of pipeline(rows, planBounds(context, requests), this)) {
        const unsent = this.#takeUnsent(page);
        await writer?.unsent(unsent);
        this.#count(page);
        yield context.out.rows(page);
      }
    } catch (error) {
      if (isConnectorError(error)) throw error;
      // A defect of the connector must not lose the results of earlier pages.
      status.sourceError = internalError();
    }
    status.sourceError ??= scan.changedSinceScan(context.stats.rows);
    return status;
  }

  /** Returns the results of rows that were in no call. Without a journal, this frees their memory. */
  #takeUnsent(page: readonly JsonObject[]): (readonly [position: number, result: JsonObject])[] {
    const { context, gates, dispatcher } = this.#stages;
    return [...dispatcher.takeUnsent(), ...gates.takeShared(context.stats.rows, page)];
  }

  #count(page: readonly JsonObject[]): void {
    const { context, spec, total } = this.#stages;
    const { stats } = context;
    for (const result of page) stats.row(isFailed(result, spec), result[spec.declared.reasonField]);
    stats.emitProgress(context.emit, total);
  }

  decide(row: unknown, position: number): RowDecision {
    return this.#stages.gates.decide(row, position);
  }

  placed(position: number, row: JsonObject, isShared: boolean): void {
    this.#stages.gates.placed(position, row, isShared);
  }

  send(batch: Batch): Promise<readonly JsonObject[]> {
    return this.#stages.dispatcher.send(batch);
  }

  atOnce(): number {
    const { context, state } = this.#stages;
    return batchesAtOnce(context.compiled.action, state, this.callsInFlight());
  }

  callsInFlight(): number {
    const { context, state } = this.#stages;
    return callsInFlight(context.compiled.action, state, context.stats);
  }

  conflict(row: JsonObject, index: number, variants: readonly string[]): void {
    warnOfConflict(row, index, variants, this.#stages.context);
  }

  sourceFailed(error: unknown): void {
    const sourceError = sourceErrorOf(error);
    this.#stages.status.sourceError = sourceError;
    this.#stages.context.deadline.stop(sourceError);
  }

  abandoned(): void {
    this.#stages.context.deadline.stop(runErrors.abandoned());
  }
}
