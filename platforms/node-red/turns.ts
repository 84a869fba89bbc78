/** Takes the messages of one node one after another, so that what a later one says stands, and ends them when the node closes. */
export class Turns {
  readonly #closing = new AbortController();
  #last = Promise.resolve();

  /** @param work is done when all before it is; it must not reject, and sees to it that it ends when the signal is aborted */
  take(work: (signal: AbortSignal) => Promise<void>): void {
    this.#last = this.#last.then(() => work(this.#closing.signal));
  }

  /** Resolves when nothing is under way any more. */
  async close(): Promise<void> {
    this.#closing.abort();
    await this.#last;
  }
}
