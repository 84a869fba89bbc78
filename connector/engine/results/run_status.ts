/** Combines the outcomes of all calls into one status, its reason and its headers. */
import { ConnectorError } from "../../contract/errors.js";
import type { HttpResponse } from "../../contract/types.js";
import { isSuccess } from "../../http/classify_response.js";
import type { JournalEntry } from "../journal/journal_format.js";
import type { BatchFailure, BatchOutcome, ResponseHead } from "./batch_outcome.js";

/** Collects outcomes and keeps the first one of each kind. */
export class RunStatus {
  readonly #outputHeaders: ReadonlySet<string>;
  #succeeded: BatchOutcome | undefined;
  #rejected: BatchOutcome | undefined;
  /** The first call without a usable response. */
  #silent: BatchOutcome | undefined;
  /** The error that the run ends with, whatever its calls returned: the rows cannot be read, or must not be sent. */
  sourceError: ConnectorError | undefined;

  /** @param outputHeaders - names of headers that may be shown, in lower case */
  constructor(outputHeaders: Iterable<string>) {
    this.#outputHeaders = new Set(outputHeaders);
  }

  add(outcome: BatchOutcome): void {
    if (outcome.succeeded !== undefined) this.#succeeded = first(this.#succeeded, outcome);
    if (outcome.failure === undefined) return;
    // An HTML page instead of a response has the status of a success, and contains nothing about the rows.
    const { response } = outcome.failure;
    if (response === undefined || isSuccess(response)) this.#silent = first(this.#silent, outcome);
    else this.#rejected = first(this.#rejected, outcome);
  }

  /** Adds the outcome of a call of an earlier run, before those of this run. Returns its failure. */
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

  /** The rejection that the whole run fails with; undefined if some rows were accepted. */
  get rejection(): Required<BatchFailure> | undefined {
    const failure = this.#succeeded === undefined ? this.#rejected?.failure : undefined;
    return failure?.response === undefined ? undefined : { error: failure.error, response: failure.response };
  }

  /** The error of a run without any usable response. */
  get networkError(): ConnectorError | undefined {
    return this.#succeeded === undefined && this.#rejected === undefined
      ? this.#silent?.failure?.error
      : undefined;
  }

  /**
   * Returns the status of the service if every call was accepted, 207 if some were, and else the status of the first
   * rejection; 0 without any usable response, and undefined if there was no call.
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

  /** Returns the part of a response that may be shown. */
  headOf(response: HttpResponse | undefined): ResponseHead {
    if (response === undefined) return { status_code: 0, response_headers: {}, reason: "No response" };
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
