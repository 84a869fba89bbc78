/**
 * Processes the messages of one node one after another, so that the last one determines the state, and ends
 * them when the node closes.
 */
export class MessageQueue {
  readonly #closing = new AbortController();
  readonly #emit: (thrown: unknown) => void;
  #last = Promise.resolve();

  /** @param emit - receives what a work throws; later works still run */
  constructor(emit: (thrown: unknown) => void) {
    this.#emit = emit;
  }

  /** @param work - starts when all earlier ones are done, and must end when the signal is aborted */
  take(work: (signal: AbortSignal) => Promise<void>): void {
    this.#last = this.#last.then(() => work(this.#closing.signal)).catch(this.#emit);
  }

  /** Resolves when nothing is running any more. */
  async close(): Promise<void> {
    this.#closing.abort();
    await this.#last;
  }
}
