/** Sends one chunk and gives one result per row, whatever happens. */
import {
  type ConnectorError,
  type ErrorKind,
  internalError,
  isConnectorError,
} from "../../contract/errors.js";
import type { HttpResponse, HttpRequest, JsonObject } from "../../contract/types.js";
import { isTooLarge } from "../../http/classify_response.js";
import type { CallResult } from "../../http/call_context.js";
import { mapResults } from "../results/map_results.js";
import { type BisectSteps, bisectBatch } from "./bisect.js";
import type { BisectBounds } from "./bisect_limits.js";
import { namedIn } from "./named_in.js";
import { isOpen, ownResult, type ResultSpec } from "../results/row_results.js";
import type { BatchFailure, BatchOutcome } from "../results/run_status.js";

/** What sending a chunk needs. */
export interface BatchSender {
  readonly bisectBounds: BisectBounds | undefined;
  readonly spec: ResultSpec;
  makeRequest(rows: readonly JsonObject[]): HttpRequest;
  send(request: HttpRequest): Promise<CallResult>;
  warn(code: string, message: string): void;
  /** Whether an earlier run has got some of the chunk accepted, and these rows are what is left of it. */
  readonly isRest?: boolean;
  /** Names of what is there, after a refusal that says that something is not; undefined where that cannot be told. */
  present?(rejection: HttpResponse): Promise<ReadonlySet<string> | undefined>;
  /** Writes down what is known of rows that need not be sent again. Throws what ends the run. */
  keep?(settled: Settled): Promise<void>;
  /** Runs the work when no other batch is being split: what one finds out may spare the others their calls. */
  inTurn<T>(work: () => Promise<T>): Promise<T>;
}

/** Rows of a chunk that have an answer of their own. */
export interface Settled {
  /** Positions in the chunk, ascending. */
  readonly rows: readonly number[];
  readonly results: readonly JsonObject[];
  /** The answer that accepted some of the chunk. */
  readonly succeeded?: HttpResponse;
  /** A refusal that is the last word: of a part of the chunk, or of all of it. */
  readonly rejected?: Required<BatchFailure>;
  /** Whether the chunk has further rows, which have none. */
  readonly isPart: boolean;
}

/** Results of the rows, and how the chunk as a whole ended. */
export interface SentBatch {
  readonly results: JsonObject[];
  readonly outcome: BatchOutcome;
  /** A failure after which no other call can do better. */
  readonly fatal?: ConnectorError;
  /** The refusal, where nothing that this request is made of was accepted. */
  readonly wholeRequest?: ConnectorError;
  /** The request was too large: its rows must be sent in smaller ones, and have no results yet. */
  readonly tooLarge?: true;
}

type Rejected = Extract<CallResult, { kind: "rejected" }>;

/** Kinds of failure that every further call of the run would meet as well. */
const fatalKinds = new Set<ErrorKind>([
  "auth",
  "permission",
  "config",
  "network",
  "throttled",
  "cancelled",
  "input",
]);

/** Never throws: what goes wrong is in the results. */
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
  readonly #rows: readonly JsonObject[];
  readonly #sender: BatchSender;
  readonly #results: (JsonObject | undefined)[];
  readonly #kept: boolean[] = [];
  /** Rows of calls of which an attempt may have been taken, although a later one was rejected or failed. */
  readonly #doubtful = new Set<number>();
  /** Rows of the call in hand, until its answer is settled. */
  #inHand: readonly number[] = [];
  #succeeded: HttpResponse | undefined;
  #failed: Exclude<CallResult, { kind: "succeeded" }> | undefined;
  /** A refusal that is the last word about its rows, until it is written down. */
  #rejected: Required<BatchFailure> | undefined;
  #stopped: ConnectorError | undefined;
  #wholeRequest: ConnectorError | undefined;
  #isTooLarge = false;

  constructor(rows: readonly JsonObject[], sender: BatchSender) {
    this.#rows = rows;
    this.#sender = sender;
    this.#results = new Array<JsonObject | undefined>(rows.length);
  }

  async run(): Promise<void> {
    const all = this.#rows.map((_, i) => i);
    const first = await this.#send(all);
    if (
      all.length > 1 &&
      first.kind === "failed" &&
      first.response !== undefined &&
      isTooLarge(first.response)
    ) {
      this.#isTooLarge = true;
      this.#fail(all, "NotSent", first.error.message);
      return;
    }
    const bounds = this.#sender.bisectBounds;
    if (first.kind !== "rejected" || bounds === undefined) {
      this.#settle(all, first);
      await this.#keep();
      return;
    }
    this.#failed = first;
    await this.#sender.inTurn(() => this.#takeApart(all, first, bounds));
    const nothingIn = this.#failed.kind === "rejected" && !this.#isSomeIn;
    if (nothingIn && all.every((i) => this.#isFinal(i))) this.#rejected = this.#failed;
    await this.#keep();
  }

  async #takeApart(all: readonly number[], first: Rejected, bounds: BisectBounds): Promise<void> {
    const rows = await this.#thoseThere(all, first);
    const again = rows.length === 0 || rows.length === all.length ? first : await this.#sendAgain(rows);
    if (rows.length === 0 || again.kind !== "rejected") return;
    const steps = this.#steps(rows);
    this.#wholeRequest = (await bisectBatch(rows.length, again, bounds, steps)).wholeRequest;
  }

  /** The rows among these that are there; the others get their refusal. All of them where that cannot be told. */
  async #thoseThere(
    rows: readonly number[],
    { response, error, inDoubt }: Rejected,
  ): Promise<readonly number[]> {
    const present = await this.#sender.present?.(response);
    if (present === undefined) return rows;
    const there = rows.filter((row) => present.has(this.#nameOf(row)));
    const gone = rows.filter((row) => !present.has(this.#nameOf(row)));
    const before = inDoubt === true ? ": an earlier attempt may have been taken" : ", or never was";
    const how = there.length > 0 ? "it is not there" : `it is not there any more${before}`;
    this.#fail(gone, error.code, `${how}. The call that held it was answered: ${error.message}`);
    return there;
  }

  async #sendAgain(rows: readonly number[]): Promise<CallResult> {
    await this.#keep();
    const result = await this.#send(rows);
    if (result.kind !== "rejected") this.#settle(rows, result);
    return result;
  }

  /** Writes down what was settled since the last time. */
  async #keep(): Promise<void> {
    if (this.#sender.keep === undefined) return;
    const rows = this.#rows.map((_, i) => i).filter((i) => !this.#kept[i] && this.#isFinal(i));
    if (rows.length === 0) return;
    for (const i of rows) this.#kept[i] = true;
    const succeeded = this.#succeeded === undefined ? {} : { succeeded: this.#succeeded };
    const rejected = this.#rejected === undefined ? {} : { rejected: this.#rejected };
    this.#rejected = undefined;
    const results = rows.map((i) => this.#results[i] as JsonObject);
    const isPart = this.#rows.some((_, i) => !this.#isFinal(i));
    await this.#sender.keep({ rows, results, isPart, ...succeeded, ...rejected });
  }

  get #isSomeIn(): boolean {
    return this.#succeeded !== undefined || this.#sender.isRest === true;
  }

  #isFinal(row: number): boolean {
    const result = this.#results[row];
    return result !== undefined && !isOpen(result, this.#sender.spec);
  }

  /** No further call: rows without a result are in doubt, were not sent, or were refused together with others. */
  stop(error: ConnectorError): void {
    this.#stopped = error;
    const hasNone = (row: number) => this.#results[row] === undefined;
    this.#fail(this.#inHand.filter(hasNone), "OutcomeUnknown", `the row was sent. ${error.message}`);
    const open = this.#rows.map((_, i) => i).filter(hasNone);
    if (this.#failed === undefined)
      this.#fail(open, "NotSent", `the run ended before this row was sent. ${error.message}`);
    else if (error.kind === "permission" && this.#failed.error.message === error.message)
      this.#failSent(open, error.code, error.message);
    else {
      const { message } = this.#failed.error;
      const words = message === error.message ? message : `${message} ${error.message}`;
      this.#failSent(open, "BadRowNotIsolated", `the batch that held this row was rejected. ${words}`);
    }
  }

  done(index: number): SentBatch {
    const fatal = this.#stopped ?? this.#fatal();
    return {
      results: this.#results as JsonObject[],
      outcome: this.#outcome(index),
      ...(fatal === undefined ? {} : { fatal }),
      ...(this.#wholeRequest === undefined ? {} : { wholeRequest: this.#wholeRequest }),
      ...(this.#isTooLarge ? { tooLarge: true as const } : {}),
    };
  }

  /** Rows that were told apart are the rows' failures; only where none was accepted is the call itself refused. */
  #outcome(index: number): BatchOutcome {
    const succeeded = this.#succeeded === undefined ? {} : { succeeded: this.#succeeded };
    const broken = this.#failed?.kind === "failed" || this.#stopped !== undefined || !this.#isSomeIn;
    if (!broken) return { index, ...succeeded };
    const response = this.#failed?.response === undefined ? {} : { response: this.#failed.response };
    const error = this.#failed?.error ?? this.#stopped ?? internalError();
    return { index, ...succeeded, failure: { error, ...response } };
  }

  #fatal(): ConnectorError | undefined {
    if (this.#failed?.kind !== "failed") return undefined;
    const { stopped, error } = this.#failed;
    if (stopped !== undefined) return stopped;
    return error.code !== "OutcomeUnknown" && fatalKinds.has(error.kind) ? error : undefined;
  }

  /** @param of rows of the chunk that are taken apart */
  #steps(of: readonly number[]): BisectSteps {
    const inBatch = (rows: readonly number[]) => rows.map((row) => of[row] as number);
    return {
      send: async (rows) => {
        await this.#keep();
        return this.#send(inBatch(rows));
      },
      settle: (rows, result) => {
        this.#settle(inBatch(rows), result);
        const fatal = this.#fatal();
        if (fatal !== undefined) throw fatal;
      },
      reject: (rows, { code, message }) => this.#failSent(inBatch(rows), code, message),
      namedIn: (message, rows) => namedIn(message, rows, (row) => this.#nameOf(of[row] as number)),
    };
  }

  async #send(rows: readonly number[]): Promise<CallResult> {
    const request = this.#sender.makeRequest(rows.map((i) => this.#rows[i] as JsonObject));
    this.#inHand = rows;
    try {
      const result = await this.#sender.send(request);
      if (result.kind === "rejected") this.#inHand = [];
      if (result.kind !== "succeeded" && result.inDoubt === true)
        for (const row of rows) this.#doubtful.add(row);
      return result;
    } catch (error) {
      // What the sender throws of its own accord comes before a first attempt.
      if (isConnectorError(error)) this.#inHand = [];
      throw error;
    }
  }

  #settle(rows: readonly number[], result: CallResult): void {
    if (result.kind !== "succeeded") {
      this.#failed = result;
      const { code, message } = result.error;
      this.#failSent(rows, code, message);
      const { response, error } = result;
      if (response !== undefined && rows.every((i) => this.#isFinal(i))) this.#rejected = { error, response };
      return;
    }
    this.#succeeded ??= result.response;
    const sent = rows.map((i) => this.#rows[i] as JsonObject);
    const { results, left, unused = "" } = mapResults(sent, result.response, this.#sender.spec);
    rows.forEach((row, i) => {
      this.#results[row] = results[i];
    });
    if (left > 0) this.#sender.warn("UnmatchedResults", unused);
  }

  /** Fails rows of a call. What an earlier attempt did with them, no later answer says. */
  #failSent(rows: readonly number[], code: string, message: string): void {
    const inDoubt = (row: number) => this.#doubtful.has(row) && code !== "ServiceFailed";
    this.#fail(rows.filter(inDoubt), "OutcomeUnknown", `an earlier attempt may have been taken. ${message}`);
    this.#fail(
      rows.filter((row) => !inDoubt(row)),
      code,
      message,
    );
  }

  #fail(rows: readonly number[], code: string, message: string): void {
    for (const i of rows) this.#results[i] = ownResult(this.#rows[i], code, message, this.#sender.spec);
  }

  #nameOf(row: number): string {
    const name = this.#rows[row]?.[this.#sender.spec.declared.match.row];
    return typeof name === "string" ? name : "";
  }
}
