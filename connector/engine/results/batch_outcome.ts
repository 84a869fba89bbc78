/** How calls end. */
import type { ConnectorError } from "../../contract/errors.js";
import type { ActionOutput, HttpResponse } from "../../contract/types.js";

/**
 * How one batch ended: what was accepted, and what failed as a whole. At least one of both is set, except for the
 * rest of a batch that an earlier run sent in part.
 */
export interface BatchOutcome {
  readonly index: number;
  /** The first response that accepted rows. */
  readonly succeeded?: HttpResponse;
  readonly failure?: BatchFailure;
}

/** Why a batch failed, with the response of the service if there is one. */
export interface BatchFailure {
  readonly error: ConnectorError;
  readonly response?: HttpResponse;
}

/** The head of an output: everything except its rows. */
export type ResponseHead = Pick<ActionOutput, "status_code" | "response_headers" | "reason">;
