/** Where results are written, piece by piece, and no faster than they are taken. */
import { once } from "node:events";
import { createWriteStream } from "node:fs";
import type { Writable } from "node:stream";
import { finished, pipeline } from "node:stream/promises";
import { createGzip } from "node:zlib";
import { type Output, write } from "../../shared/io.js";
import { isGzip } from "./file_format.js";

/** Throws what the system says where it cannot be written. */
export interface Sink {
  write(text: string): Promise<void>;
  /** Everything is written. */
  end(): Promise<void>;
}

/** A file, packed where its name ends so. It is touched with the first text, and grows as results come. */
export function fileSink(path: string): Sink {
  let open: OpenFile | undefined;
  return {
    write(text) {
      open ??= new OpenFile(path);
      return open.write(text);
    },
    end() {
      open ??= new OpenFile(path);
      return open.end();
    },
  };
}

/** Standard output, which others go on using. */
export function streamSink(output: Output): Sink {
  return {
    write: (text) => write(output, text),
    end: () => Promise.resolve(),
  };
}

class OpenFile {
  readonly #entry: Writable;
  /** Rejects with the first fault, whichever stream it befell. */
  readonly #done: Promise<void>;

  constructor(path: string) {
    const file = createWriteStream(path);
    this.#entry = isGzip(path) ? createGzip() : file;
    this.#done =
      this.#entry === file ? finished(file) : pipeline(this.#entry as ReturnType<typeof createGzip>, file);
    // Told by whatever is called next; a stream that has failed takes no text.
    this.#done.catch(() => {});
  }

  async write(text: string): Promise<void> {
    if (this.#entry.write(text)) return;
    await Promise.race([once(this.#entry, "drain"), this.#done]);
  }

  end(): Promise<void> {
    this.#entry.end();
    return this.#done;
  }
}
