/**
 * Decompresses gzip piece by piece. A piped stream loses its buffered output when its input breaks off; here
 * everything up to the break is returned first.
 */
import { createGunzip, type Gunzip } from "node:zlib";

/** Compressed bytes per step: each may expand to a thousand, and all of them are held in memory. */
const pieceBytes = 16 * 1024;
const unpackedBytes = 256 * 1024;

/**
 * Yields the decompressed bytes of one or more members. Throws zlib's error if they break off, or if
 * anything but zeros follows.
 */
export async function* gunzipped(packed: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const unpacker = new Unpacker();
  try {
    for await (const whole of packed) {
      for (let at = 0; at < whole.length; at += pieceBytes) {
        yield* await unpacker.take(whole.subarray(at, at + pieceBytes));
      }
    }
    yield* await unpacker.finish();
  } finally {
    unpacker.close();
  }
}

class Unpacker {
  readonly #gunzip: Gunzip = createGunzip({ chunkSize: unpackedBytes });
  #unpacked: Uint8Array[] = [];
  #takenBytes = 0;
  #hasEnded = false;
  #error: Error | undefined;
  /** Called when the current piece is done, successfully or not. */
  #resumeRun = (): void => {};

  constructor() {
    this.#gunzip.on("data", (piece: Uint8Array) => this.#unpacked.push(piece));
    this.#gunzip.on("end", () => {
      this.#hasEnded = true;
      this.#resumeRun();
    });
    this.#gunzip.on("error", (error) => {
      this.#error = error;
      this.#resumeRun();
    });
  }

  /** Returns the output of the piece, and the pending output of earlier pieces. */
  async take(piece: Uint8Array): Promise<Uint8Array[]> {
    this.#check();
    if (this.#hasEnded) {
      this.#checkPadding(piece);
      return [];
    }
    this.#takenBytes += piece.length;
    await this.#until((done) => this.#gunzip.write(piece, done));
    // zlib leaves zeros after the end unread.
    const unreadBytes = this.#takenBytes - this.#gunzip.bytesWritten;
    if (this.#hasEnded) this.#checkPadding(piece.subarray(piece.length - unreadBytes));
    return this.#given();
  }

  /** Returns the rest. */
  async finish(): Promise<Uint8Array[]> {
    this.#check();
    if (!this.#hasEnded) await this.#until(() => this.#gunzip.end());
    this.#check();
    return this.#given();
  }

  close(): void {
    this.#gunzip.destroy();
  }

  #until(work: (done: () => void) => void): Promise<void> {
    return new Promise((resolve) => {
      this.#resumeRun = resolve;
      work(() => resolve());
    });
  }

  /** An error is thrown after all output before it has been returned. */
  #check(): void {
    if (this.#error !== undefined) throw this.#error;
  }

  #given(): Uint8Array[] {
    const given = this.#unpacked;
    this.#unpacked = [];
    return given;
  }

  /** Tapes and disks fill their last block with zeros; other bytes would be lost silently. */
  #checkPadding(piece: Uint8Array): void {
    if (piece.every((byte) => byte === 0)) return;
    this.#error ??= Object.assign(new Error("there is more data after the gzip data"), {
      code: "Z_DATA_ERROR",
    });
  }
}
