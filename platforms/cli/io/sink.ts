/** Writes results in pieces, no faster than they are read. */
import { once } from "node:events";
import { createWriteStream } from "node:fs";
import type { Writable } from "node:stream";
import { finished, pipeline } from "node:stream/promises";
import { createGzip } from "node:zlib";
import { type Output, write } from "../../shared/io.js";
import { isGzip } from "./file_format.js";

/** Throws the system's error if the text cannot be written. */
export interface Sink {
  write(text: string): Promise<void>;
  /** Resolves when everything is written. */
  end(): Promise<void>;
}

/** Returns a sink for a file, compressed if its name says so. The first text opens the file. */
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

/** Returns a sink for standard output, which stays open. */
export function streamSink(output: Output): Sink {
  return {
    write: (text) => write(output, text),
    end: () => Promise.resolve(),
  };
}

class OpenFile {
  readonly #entry: Writable;
  /** Rejects with the first error, whichever stream caused it. */
  readonly #done: Promise<void>;

  constructor(path: string) {
    const file = createWriteStream(path);
    this.#entry = isGzip(path) ? createGzip() : file;
    this.#done =
      this.#entry === file ? finished(file) : pipeline(this.#entry as ReturnType<typeof createGzip>, file);
    // The next call reports the error: a stream that has failed accepts no text.
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
