/**
 * Passes on whole lines only. The SDK's reader scans all buffered bytes again for each piece, which takes
 * seconds for a line of some MiB. A line that is too long or not accepted is dropped.
 */
import { Transform, type TransformCallback } from "node:stream";

const lineFeed = 0x0a;

/** Bytes that are kept from either end of a dropped line. */
const endBytes = 1024;

/** Decides about lines. */
export interface LineChecks {
  readonly maxBytes: number;
  /** Receives the first and the last part of a line that is too long. */
  readonly onTooLong: (ends: string) => void;
  /** Returns whether a line is passed on. */
  readonly accept: (line: Buffer) => boolean;
}

/** Reads bytes and writes whole lines. */
export class LineBuffer extends Transform {
  readonly #checks: LineChecks;
  #begun: Buffer[] = [];
  #bytes = 0;
  #isTooLong = false;

  constructor(checks: LineChecks) {
    super();
    this.#checks = checks;
  }

  override _transform(piece: Buffer, _encoding: BufferEncoding, done: TransformCallback): void {
    let start = 0;
    for (let end = piece.indexOf(lineFeed) + 1; end > 0; end = piece.indexOf(lineFeed, start) + 1) {
      this.#hold(piece.subarray(start, end));
      this.#release();
      start = end;
    }
    this.#hold(piece.subarray(start));
    done();
  }

  #hold(part: Buffer): void {
    this.#begun.push(part);
    this.#bytes += part.length;
    if (this.#bytes <= this.#checks.maxBytes) return;
    this.#isTooLong = true;
    const line = Buffer.concat(this.#begun);
    this.#begun =
      line.length <= 2 * endBytes ? [line] : [line.subarray(0, endBytes), line.subarray(-endBytes)];
  }

  #release(): void {
    const line = Buffer.concat(this.#begun);
    if (this.#isTooLong) this.#checks.onTooLong(line.toString("latin1"));
    else if (this.#checks.accept(line)) this.push(line);
    this.#begun = [];
    this.#bytes = 0;
    this.#isTooLong = false;
  }
}
