/** Looks at the beginning of a source without losing it. */
import { type Bytes, unpacked } from "../../shared/bytes.js";

/** Most characters that are looked at, unless one piece has more. */
const maxHeadLength = 64 * 1024;

/** A source with its beginning. */
export interface Peeked {
  /** Beginning of the text, decompressed. */
  readonly head: string;
  /** The whole source. */
  readonly bytes: AsyncGenerator<Uint8Array>;
}

/** Returns the beginning of a source: of JSON as much as fits, of other text at least the first character. */
export async function peek(source: Bytes): Promise<Peeked> {
  const recorder = new Recorder(source);
  const decoder = new TextDecoder();
  let head = "";
  try {
    for await (const piece of unpacked(recorder.recorded())) {
      head += decoder.decode(piece, { stream: true });
      if (isEnough(head)) break;
    }
  } catch {
    // Whoever reads the whole source reports its fault.
  }
  return { head, bytes: recorder.whole() };
}

function isEnough(head: string): boolean {
  const [first] = head.trimStart();
  return head.length >= maxHeadLength || (first !== undefined && first !== "{" && first !== "[");
}

/** Keeps the pieces that were read, so that they can be read again. */
class Recorder {
  readonly #pieces: AsyncIterator<string | Uint8Array>;
  readonly #read: Uint8Array[] = [];
  #fault: { readonly error: unknown } | undefined;

  constructor(source: Bytes) {
    this.#pieces = source[Symbol.asyncIterator]();
  }

  /** Without `return`, which would close the source. */
  recorded(): AsyncIterable<Uint8Array> {
    return { [Symbol.asyncIterator]: () => ({ next: () => this.#next() }) };
  }

  async *whole(): AsyncGenerator<Uint8Array> {
    try {
      while (this.#read.length > 0) yield this.#read.shift() as Uint8Array;
      if (this.#fault !== undefined) throw this.#fault.error;
      for (;;) {
        const { done, value } = await this.#pieces.next();
        if (done === true) return;
        yield typeof value === "string" ? Buffer.from(value) : value;
      }
    } finally {
      await this.#pieces.return?.();
    }
  }

  async #next(): Promise<IteratorResult<Uint8Array>> {
    try {
      const { done, value } = await this.#pieces.next();
      if (done === true) return { done, value: undefined };
      const piece = typeof value === "string" ? Buffer.from(value) : value;
      this.#read.push(piece);
      return { value: piece };
    } catch (error) {
      this.#fault = { error };
      throw error;
    }
  }
}
