/** The progress bar, on a terminal only. */
import type { SingleBar } from "cli-progress";
import type { Output } from "../../shared/io.js";

/** undefined where the stream is no terminal; then the library is not loaded either. */
export async function openBar(stream: Output): Promise<Bar | undefined> {
  if (stream.isTTY !== true) return undefined;
  const { default: progress } = await import("cli-progress");
  const format = "{bar} {value} of {total} rows";
  // The terminal's own settings stay as they are: a second Ctrl-C leaves no time to put them back.
  const options = { stream, format, clearOnComplete: true, hideCursor: null, linewrap: true };
  return new Bar(new progress.SingleBar(options, progress.Presets.shades_classic));
}

/** A bar that begins with the first progress. */
export class Bar {
  readonly #bar: SingleBar;
  #isOpen = false;

  constructor(bar: SingleBar) {
    this.#bar = bar;
  }

  /** Nothing is shown while the total is not known. */
  show(done: number, total: number | undefined): void {
    if (total === undefined) return;
    if (this.#isOpen) this.#bar.update(done);
    else this.#bar.start(total, done);
    this.#isOpen = true;
    if (done >= total) this.close();
  }

  /** Takes the bar away, and makes room for a line; it comes back with the next progress. */
  close(): void {
    if (this.#isOpen) this.#bar.stop();
    this.#isOpen = false;
  }
}
