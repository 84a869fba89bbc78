/** Writes the results of all profiles as one array, each as soon as those before it are there. */
import { isReaderGone, type Io } from "../../shared/io.js";
import { lostOutput, standardOutput } from "../../shared/messages.js";
import { fileSink, type Sink, streamSink } from "../io/sink.js";
import { entryOf, type ProfileResult } from "./each_profile.js";

/** The array of one command. */
export class ProfileArray {
  readonly #sink: Sink;
  readonly #place: string;
  #hasEntries = false;
  #lost: unknown;

  /** @param path - file for the array; undefined: standard output */
  constructor(path: string | undefined, io: Pick<Io, "stdout">) {
    this.#sink = path === undefined ? streamSink(io.stdout) : fileSink(path);
    this.#place = path === undefined ? standardOutput : `--output ${path}`;
  }

  /** The runs of other profiles continue if the array cannot be written. */
  async write(result: ProfileResult): Promise<void> {
    await this.#put(`${this.#hasEntries ? ",\n" : "[\n"}${entryOf(result)}`);
    this.#hasEntries = true;
  }

  /** Throws OutputWriteFailed if an entry was lost. */
  async end(): Promise<void> {
    await this.#put(`${this.#hasEntries ? "\n]" : "[]"}\n`);
    if (this.#lost === undefined) await this.#sink.end().catch((error: unknown) => (this.#lost = error));
    if (this.#lost !== undefined && !isReaderGone(this.#lost)) throw lostOutput(this.#place, this.#lost);
  }

  async #put(text: string): Promise<void> {
    if (this.#lost !== undefined) return;
    await this.#sink.write(text).catch((error: unknown) => {
      this.#lost = error;
    });
  }
}
