/** Combines the outcomes of all steps of a run into the head and the error of its output. */
import { ConnectorError } from "../../contract/errors.js";
import type { Manifest } from "../../contract/generated/meta/manifest.js";
import { removeAt } from "../../contract/json_pointer.js";
import type { ActionOutput, HttpResponse } from "../../contract/types.js";
import { isSuccess } from "../../http/classify_response.js";
import type { ResponseHead } from "../results/batch_outcome.js";
import { serviceError } from "../results/error_body.js";
import { RunStatus } from "../results/run_status.js";

type Errors = Manifest["services"][string]["errors"];

/** The outcomes of all steps so far. */
export class StepOutcomes {
  readonly #status: RunStatus;
  #runs = 0;
  /** The body of the first run of a step without any accepted row. */
  #rejected: unknown;

  constructor({ http }: Pick<Manifest, "http">) {
    this.#status = new RunStatus(http.outputHeaders);
  }

  /** Whether any row was accepted. */
  get accepted(): boolean {
    return this.#status.accepted;
  }

  get networkError(): ConnectorError | undefined {
    return this.#status.networkError;
  }

  get rejected(): unknown {
    return this.#rejected;
  }

  head(): ResponseHead | undefined {
    return this.#status.head();
  }

  /** Adds a failed list of existing objects. */
  addListFailure(error: ConnectorError, response: HttpResponse | undefined, errors: Errors): void {
    const failure = { error, ...(response === undefined ? {} : { response }) };
    this.#status.add({ index: this.#runs, failure });
    this.#runs += 1;
    if (response !== undefined) this.#rejected = serviceError(errors, error, response);
  }

  /**
   * Adds the output of a step that made calls.
   * @param items - pointer to the results in the output
   * @param thrown - the error that the step ended with, if it threw
   */
  add(output: ActionOutput, items: string, thrown: ConnectorError | undefined): void {
    const { status_code: status, reason, response_headers: headers } = output;
    const response = { status, reason, headers, text: "", body: output.json_body };
    const index = this.#runs;
    this.#runs += 1;
    const isAccepted = isSuccess(response);
    const isWhole = isAccepted && status !== 207;
    const error = thrown ?? new ConnectorError("Rejected", `${status} ${reason}.`, { status });
    this.#status.add({
      index,
      ...(isAccepted ? { succeeded: response } : {}),
      ...(isWhole ? {} : { failure: { error, ...(thrown === undefined ? { response } : {}) } }),
    });
    if (!isAccepted) this.#rejected ??= removeAt(output.json_body, items);
  }
}
