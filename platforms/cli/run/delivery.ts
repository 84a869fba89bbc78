/** Passes results on to everything that receives them. A place that fails ends the run, but not the other places. */
import type { ActionOutput, ConnectorError, JsonObject } from "../../../connector/platform_api.js";
import type { ResultReceiver, RowsInFlight } from "./result_pages.js";

/** What a delivery calls when a place can no longer be written. */
export interface DeliveryEnds {
  /** Called once, with the first failure: nothing more is sent. */
  readonly stop: () => void;
  /** Called once nothing receives results any more. */
  readonly lost: () => void;
}

/** The results of one run. */
export class Delivery {
  readonly #receivers: Set<ResultReceiver>;
  readonly #rows: RowsInFlight;
  readonly #ends: DeliveryEnds;
  hasBegun = false;
  /** Why the first place failed. */
  error: ConnectorError | undefined;

  constructor(receivers: readonly ResultReceiver[], rows: RowsInFlight, ends: DeliveryEnds) {
    this.#receivers = new Set(receivers);
    this.#rows = rows;
    this.#ends = ends;
  }

  async write(results: readonly JsonObject[]): Promise<void> {
    this.hasBegun ||= results.length > 0;
    const page = this.#rows.take(results);
    await this.#each((receiver) => receiver.write(page));
  }

  async end(output: ActionOutput): Promise<void> {
    const rest = this.#rows.rest();
    await this.#each((receiver) => receiver.end(output, rest));
  }

  /** Ends a delivery without any result. */
  async abandon(output: ActionOutput): Promise<void> {
    const rest = this.#rows.rest();
    await this.#each(async (receiver) => {
      if (receiver.isAlwaysEnded === true) await receiver.end(output, rest);
    });
  }

  async #each(work: (receiver: ResultReceiver) => Promise<void>): Promise<void> {
    for (const receiver of this.#receivers) {
      try {
        await work(receiver);
      } catch (error) {
        this.#fail(receiver, error);
      }
    }
  }

  #fail(receiver: ResultReceiver, error: unknown): void {
    this.#receivers.delete(receiver);
    if (this.error === undefined) {
      this.error = receiver.explain(error);
      this.#ends.stop();
    }
    if (this.#receivers.size === 0) this.#ends.lost();
  }
}
