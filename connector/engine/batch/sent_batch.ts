/** What sending a batch leads to. */
import type { ConnectorError } from "../../contract/errors.js";
import type { HttpResponse, JsonObject } from "../../contract/types.js";
import type { BatchFailure, BatchOutcome } from "../results/batch_outcome.js";

/** Rows of a batch that have a final result. */
export interface Settled {
  /** Positions in the batch, ascending. */
  readonly rows: readonly number[];
  readonly results: readonly JsonObject[];
  /** The response that accepted some rows of the batch. */
  readonly succeeded?: HttpResponse;
  /** A final rejection of all or some rows of the batch. */
  readonly rejected?: Required<BatchFailure>;
  /** Whether further rows of the batch have no final result. */
  readonly isPart: boolean;
}

/** Results of the rows, and the outcome of the batch as a whole. */
export interface SentBatch {
  readonly results: JsonObject[];
  readonly outcome: BatchOutcome;
  /** A failure that every further call of the run would meet as well. */
  readonly fatal?: ConnectorError;
  /** The rejection, if the whole request is rejected, whatever its rows. */
  readonly wholeRequest?: ConnectorError;
  /** Set if the request was too large: its rows must be sent in smaller requests, and have no final results. */
  readonly tooLarge?: true;
}
