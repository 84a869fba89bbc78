/**
 * Hands on whole lines and no piece of one: the SDK's reader looks at all it holds again with every piece, which takes
 * seconds for a line of some MiB. A line that is too long is left out.
 */
import { Transform, type TransformCallback } from "node:stream";

const lineFeed = 0x0a;

/** How much is kept of either end of a line that is left out, in bytes. */
const endBytes = 1024;

/** Bytes in, whole lines out. */
export class WholeLines extends Transform {
  readonly #maxBytes: number;
  readonly #onTooLong: (ends: string) => void;
  #begun: Buffer[] = [];
  #bytes = 0;
  #isTooLong = false;

  /** @param onTooLong takes the first and the last part of a line that is left out */
  constructor(maxBytes: number, onTooLong: (ends: string) => void) {
    super();
    this.#maxBytes = maxBytes;
    this.#onTooLong = onTooLong;
  }

  override _transform(piece: Buffer, _encoding: BufferEncoding, done: TransformCallback): void {
    const first = piece.indexOf(lineFeed) + 1;
    const last = piece.lastIndexOf(lineFeed) + 1;
    if (first > 0) {
      this.#hold(piece.subarray(0, first));
      this.#release();
    }
    if (last > first) this.push(piece.subarray(first, last));
    this.#hold(piece.subarray(last));
    done();
  }

  #hold(part: Buffer): void {
    this.#begun.push(part);
    this.#bytes += part.length;
    if (this.#bytes <= this.#maxBytes) return;
    this.#isTooLong = true;
    const line = Buffer.concat(this.#begun);
    this.#begun =
      line.length <= 2 * endBytes ? [line] : [line.subarray(0, endBytes), line.subarray(-endBytes)];
  }

  #release(): void {
    const line = Buffer.concat(this.#begun);
    if (this.#isTooLong) this.#onTooLong(line.toString("latin1"));
    else this.push(line);
    this.#begun = [];
    this.#bytes = 0;
    this.#isTooLong = false;
  }
}
