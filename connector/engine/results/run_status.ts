/** From the outcomes of all calls to one status, its reason and its headers. */
import { ConnectorError } from "../../contract/errors.js";
import type { ActionOutput, HttpResponse } from "../../contract/types.js";
import { isSuccess } from "../../http/classify_response.js";
import type { JournalEntry } from "../journal/journal.js";

/**
 * How one chunk ended: what was accepted of it, and what failed as a whole. One of them at least, but for the rest
 * of a chunk that an earlier run has got accepted in part.
 */
export interface BatchOutcome {
  readonly index: number;
  /** The first answer that settled rows. */
  readonly succeeded?: HttpResponse;
  readonly failure?: BatchFailure;
}

/** Why a chunk failed, with the service's answer where there was one. */
export interface BatchFailure {
  readonly error: ConnectorError;
  readonly response?: HttpResponse;
}

/** The head of an output: all but its rows. */
export type ResponseHead = Pick<ActionOutput, "status_code" | "response_headers" | "reason">;

/** Collects outcomes; keeps the first of each sort only. */
export class RunStatus {
  readonly #outputHeaders: ReadonlySet<string>;
  #succeeded: BatchOutcome | undefined;
  #rejected: BatchOutcome | undefined;
  #silent: BatchOutcome | undefined;
  /** What the run ends with, whatever its calls came to: its rows cannot be read to their end, or shall not be sent. */
  sourceError: ConnectorError | undefined;

  /** @param outputHeaders names of headers that may be shown, in small letters */
  constructor(outputHeaders: Iterable<string>) {
    this.#outputHeaders = new Set(outputHeaders);
  }

  add(outcome: BatchOutcome): void {
    if (outcome.succeeded !== undefined) this.#succeeded = first(this.#succeeded, outcome);
    if (outcome.failure === undefined) return;
    // A page in the place of an answer has a success's status, and says nothing of the rows.
    const { response } = outcome.failure;
    if (response === undefined || isSuccess(response)) this.#silent = first(this.#silent, outcome);
    else this.#rejected = first(this.#rejected, outcome);
  }

  /** Takes in how a call of an earlier run ended; it goes before those of this run. Gives the failure in it. */
  resume({ succeeded, rejected }: JournalEntry): BatchFailure | undefined {
    const responseOf = (
      { status_code, reason, response_headers }: ResponseHead,
      body?: unknown,
    ): HttpResponse => ({
      status: status_code,
      reason,
      headers: response_headers,
      text: "",
      body,
    });
    if (succeeded !== undefined) this.add({ index: -1, succeeded: responseOf(succeeded) });
    if (rejected === undefined) return undefined;
    const { head, code, message, body } = rejected;
    const error = new ConnectorError(code, message, { status: head.status_code });
    const failure = { error, response: responseOf(head, body) };
    this.add({ index: -1, failure });
    return failure;
  }

  /** Whether any call was accepted so far. */
  get accepted(): boolean {
    return this.#succeeded !== undefined;
  }

  /** The refusal that names the failure of the whole run; undefined where some rows were accepted. */
  get rejection(): Required<BatchFailure> | undefined {
    const failure = this.#succeeded === undefined ? this.#rejected?.failure : undefined;
    return failure?.response === undefined ? undefined : { error: failure.error, response: failure.response };
  }

  /** The error of a run in which nothing answered. */
  get networkError(): ConnectorError | undefined {
    return this.#succeeded === undefined && this.#rejected === undefined
      ? this.#silent?.failure?.error
      : undefined;
  }

  /**
   * The service's own status when every call was accepted; 207 when some were; else the first refusal's status.
   * 0 when nothing answered. undefined when there was no call.
   */
  head(): ResponseHead | undefined {
    if (this.#succeeded !== undefined) {
      const head = this.headOf(this.#succeeded.succeeded);
      const whole = this.#rejected === undefined && this.#silent === undefined;
      return whole ? head : { ...head, status_code: 207, reason: "Multi-Status" };
    }
    if (this.#rejected !== undefined) return this.headOf(this.#rejected.failure?.response);
    return this.#silent === undefined ? undefined : this.headOf(undefined);
  }

  /** What of an answer may be shown. */
  headOf(response: HttpResponse | undefined): ResponseHead {
    if (response === undefined) return { status_code: 0, response_headers: {}, reason: "No answer" };
    const shown = Object.entries(response.headers).filter(([name]) => this.#outputHeaders.has(name));
    return {
      status_code: response.status,
      response_headers: Object.fromEntries(shown),
      reason: response.reason,
    };
  }
}

function first(known: BatchOutcome | undefined, outcome: BatchOutcome): BatchOutcome {
  return known === undefined || outcome.index < known.index ? outcome : known;
}
