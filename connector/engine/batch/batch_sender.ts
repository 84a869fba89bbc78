/** The interface between one batch and its run. */
import type { HttpRequest, HttpResponse, JsonObject } from "../../contract/types.js";
import type { CallResult } from "../../http/call_context.js";
import type { ResultSpec } from "../results/row_results.js";
import type { BisectBounds } from "./bisect_limits.js";
import type { Settled } from "./sent_batch.js";

/** What sending a batch needs. */
export interface BatchSender {
  readonly bisectBounds: BisectBounds | undefined;
  readonly spec: ResultSpec;
  makeRequest(rows: readonly JsonObject[]): HttpRequest;
  send(request: HttpRequest): Promise<CallResult>;
  warn(code: string, message: string): void;
  /** True if these rows remain from a batch that an earlier run sent, with some of its rows accepted. */
  readonly isRest?: boolean;
  /** Returns the names of existing objects after a rejection because one is missing; undefined if they are unknown. */
  readonly present?: ((rejection: HttpResponse) => Promise<ReadonlySet<string> | undefined>) | undefined;
  /** Records final results, so that the rows are not sent again. Throws an error that ends the run. */
  readonly keep?: ((settled: Settled) => Promise<void>) | undefined;
  /** Runs the work when no other batch is being split: the results of one may spare the others their calls. */
  inTurn<T>(work: () => Promise<T>): Promise<T>;
}
