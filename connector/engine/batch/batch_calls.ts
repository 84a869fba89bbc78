/** Makes the calls of one batch, and records how they end. */
import {
  type ConnectorError,
  type ErrorKind,
  internalError,
  isConnectorError,
} from "../../contract/errors.js";
import type { HttpResponse, JsonObject } from "../../contract/types.js";
import type { CallResult } from "../../http/call_context.js";
import type { BatchFailure, BatchOutcome } from "../results/batch_outcome.js";
import { batchMessages } from "./messages.js";
import { BatchResults } from "./batch_results.js";
import type { BatchSender } from "./batch_sender.js";

type Rejected = Extract<CallResult, { kind: "rejected" }>;

/** Kinds of failure that end a run: every further call would fail in the same way. */
const fatalKinds = new Set<ErrorKind>([
  "auth",
  "permission",
  "config",
  "network",
  "throttled",
  "cancelled",
  "input",
]);

/** The calls of one batch. */
export class BatchCalls {
  readonly results: BatchResults;
  readonly #rows: readonly JsonObject[];
  readonly #sender: BatchSender;
  /** Rows of the current call, until its response is processed. */
  #inHand: readonly number[] = [];
  #succeeded: HttpResponse | undefined;
  #failed: Exclude<CallResult, { kind: "succeeded" }> | undefined;
  /** A final rejection of rows, until it is recorded. */
  #rejected: Required<BatchFailure> | undefined;

  constructor(rows: readonly JsonObject[], sender: BatchSender) {
    this.results = new BatchResults(rows, sender.spec);
    this.#rows = rows;
    this.#sender = sender;
  }

  /** Sends these rows of the batch in one call. */
  async send(rows: readonly number[]): Promise<CallResult> {
    const request = this.#sender.makeRequest(rows.map((i) => this.#rows[i] as JsonObject));
    this.#inHand = rows;
    try {
      const result = await this.#sender.send(request);
      if (result.kind === "rejected") this.#inHand = [];
      if (result.kind !== "succeeded" && result.inDoubt === true) this.results.doubt(rows);
      return result;
    } catch (error) {
      // A ConnectorError is thrown before the first attempt.
      if (isConnectorError(error)) this.#inHand = [];
      throw error;
    }
  }

  /** Sets the results of the rows of a call. */
  settle(rows: readonly number[], result: CallResult): void {
    if (result.kind === "succeeded") {
      this.#succeeded ??= result.response;
      const unused = this.results.accept(rows, result.response);
      if (unused !== undefined) this.#sender.warn("UnmatchedResults", unused);
      return;
    }
    this.#failed = result;
    const { response, error } = result;
    this.results.failSent(rows, error.code, error.message);
    const isFinal = rows.every((i) => this.results.isFinal(i));
    if (response !== undefined && isFinal) this.#rejected = { error, response };
  }

  /** Notes that the whole batch was rejected and is being split. */
  splitAfter(first: Rejected): void {
    this.#failed = first;
  }

  /** Ends the splitting: if no row was accepted and all results are final, so is the rejection of the batch. */
  endSplit(): void {
    const nothingIn = this.#failed?.kind === "rejected" && !this.#isSomeIn;
    if (nothingIn && this.results.positions.every((i) => this.results.isFinal(i)))
      this.#rejected = this.#failed as Rejected;
  }

  /** Records the final results since the last time. */
  async keep(): Promise<void> {
    if (this.#sender.keep === undefined) return;
    const rows = this.results.takeFinal();
    if (rows.length === 0) return;
    const succeeded = this.#succeeded === undefined ? {} : { succeeded: this.#succeeded };
    const rejected = this.#rejected === undefined ? {} : { rejected: this.#rejected };
    this.#rejected = undefined;
    const results = rows.map((i) => this.results.all[i] as JsonObject);
    const isPart = this.results.positions.some((i) => !this.results.isFinal(i));
    await this.#sender.keep({ rows, results, isPart, ...succeeded, ...rejected });
  }

  get #isSomeIn(): boolean {
    return this.#succeeded !== undefined || this.#sender.isRest === true;
  }

  /** Sets the results that are missing: those rows are in doubt, were not sent, or were rejected with others. */
  stop(error: ConnectorError): void {
    const hasNone = (row: number) => !this.results.has(row);
    const inHand = this.#inHand.filter(hasNone);
    this.results.fail(inHand, "OutcomeUnknown", batchMessages.inDoubt(error.message));
    const open = this.results.positions.filter(hasNone);
    if (this.#failed === undefined) this.results.fail(open, "NotSent", batchMessages.notSent(error.message));
    else if (error.kind === "permission" && this.#failed.error.message === error.message)
      this.results.failSent(open, error.code, error.message);
    else {
      const { message } = this.#failed.error;
      const words = message === error.message ? message : `${message} ${error.message}`;
      this.results.failSent(open, "BadRowNotIsolated", batchMessages.notIsolated(words));
    }
  }

  /** Returns the failure that every further call of the run would meet as well. */
  fatal(): ConnectorError | undefined {
    if (this.#failed?.kind !== "failed") return undefined;
    const { stopped, error } = this.#failed;
    if (stopped !== undefined) return stopped;
    return error.code !== "OutcomeUnknown" && fatalKinds.has(error.kind) ? error : undefined;
  }

  /** Isolated bad rows fail alone. The call as a whole is rejected only if no row was accepted. */
  outcome(index: number, stopped: ConnectorError | undefined): BatchOutcome {
    const succeeded = this.#succeeded === undefined ? {} : { succeeded: this.#succeeded };
    const hasFailed = this.#failed?.kind === "failed" || stopped !== undefined || !this.#isSomeIn;
    if (!hasFailed) return { index, ...succeeded };
    const response = this.#failed?.response === undefined ? {} : { response: this.#failed.response };
    const error = this.#failed?.error ?? stopped ?? internalError();
    return { index, ...succeeded, failure: { error, ...response } };
  }
}
