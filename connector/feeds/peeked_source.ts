/** Reads the start of a source without losing it. */

/** Number of bytes by which a format is recognized. */
export const headBytes = 65_536;

/** A source that shows its first bytes before it is read. */
export class PeekedSource implements AsyncIterableIterator<Uint8Array> {
  readonly #rest: AsyncIterator<Uint8Array>;
  readonly #pieces: Uint8Array[] = [];
  /** The fault that ended the start; reported after the pieces before it. */
  #fault: { readonly error: unknown } | undefined;

  constructor(rest: AsyncIterator<Uint8Array>) {
    this.#rest = rest;
  }

  /** Returns the first 64 KiB, or the whole source if it is shorter. */
  async head(): Promise<Uint8Array> {
    let length = 0;
    while (length < headBytes) {
      const value = await this.#nextOfStart();
      if (value === undefined) break;
      this.#pieces.push(value);
      length += value.length;
    }
    return Buffer.concat(this.#pieces).subarray(0, headBytes);
  }

  async next(): Promise<IteratorResult<Uint8Array>> {
    const piece = this.#pieces.shift();
    if (piece !== undefined) return { done: false, value: piece };
    if (this.#fault !== undefined) throw this.#fault.error;
    return this.#rest.next();
  }

  /** Closes the source. */
  async return(): Promise<IteratorResult<Uint8Array>> {
    await this.#rest.return?.();
    return { done: true, value: undefined };
  }

  async #nextOfStart(): Promise<Uint8Array | undefined> {
    try {
      const { done, value } = await this.#rest.next();
      return done === true ? undefined : value;
    } catch (error) {
      this.#fault = { error };
      return undefined;
    }
  }

  [Symbol.asyncIterator](): this {
    return this;
  }
}
