/**
 * Passes on whole lines only. The SDK's reader scans all buffered bytes again for each piece, which takes
 * seconds for a line of some MiB. A line that is too long is dropped.
 */
import { Transform, type TransformCallback } from "node:stream";

const lineFeed = 0x0a;

/** Bytes that are kept from either end of a dropped line. */
const endBytes = 1024;

/** Reads bytes and writes whole lines. */
export class LineBuffer extends Transform {
  readonly #maxBytes: number;
  readonly #onTooLong: (ends: string) => void;
  #begun: Buffer[] = [];
  #bytes = 0;
  #isTooLong = false;

  /** @param onTooLong - receives the first and the last part of a dropped line */
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
