/** The output of a job, stored in blocks while the job runs. */
import { Writable } from "node:stream";
import { callbackify } from "node:util";

/** Length of a block, in characters. */
const blockLength = 1_000_000;

/** Stores what is written, block by block. */
export class ResultBlocks extends Writable {
  readonly #store: (block: number, text: string) => Promise<void>;
  #pieces: string[] = [];
  #length = 0;
  #blocks = 0;

  constructor(store: (block: number, text: string) => Promise<void>) {
    super({ decodeStrings: false });
    this.#store = store;
  }

  override _write(piece: string | Buffer, _encoding: string, done: (error?: Error | null) => void): void {
    const text = String(piece);
    this.#pieces.push(text);
    this.#length += text.length;
    if (this.#length < blockLength) done();
    else callbackify(() => this.#flush())((error) => done(error));
  }

  override _final(done: (error?: Error | null) => void): void {
    if (this.#length === 0) done();
    else callbackify(() => this.#flush())((error) => done(error));
  }

  async #flush(): Promise<void> {
    const text = this.#pieces.join("");
    this.#pieces = [];
    this.#length = 0;
    await this.#store(this.#blocks++, text);
  }
}
