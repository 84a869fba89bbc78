/** Takes the messages of one node one after another, so that what a later one says stands, and ends them when the node closes. */
export class Turns {
  readonly #closing = new AbortController();
  readonly #emit: (thrown: unknown) => void;
  #last = Promise.resolve();

  /** @param tell is given what a work throws: it keeps no later one from its turn */
  constructor(emit: (thrown: unknown) => void) {
    this.#emit = emit;
  }

  /** @param work is done when all before it is, and sees to it that it ends when the signal is aborted */
  take(work: (signal: AbortSignal) => Promise<void>): void {
    this.#last = this.#last.then(() => work(this.#closing.signal)).catch(this.#emit);
  }

  /** Resolves when nothing is under way any more. */
  async close(): Promise<void> {
    this.#closing.abort();
    await this.#last;
  }
}
