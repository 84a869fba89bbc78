/** The progress bar, shown on a terminal only. */
import type { SingleBar } from "cli-progress";
import type { Output } from "../../shared/io.js";

/** Returns undefined if the stream is not a terminal; then the library is not loaded either. */
export async function openBar(stream: Output): Promise<Bar | undefined> {
  if (stream.isTTY !== true) return undefined;
  const { default: progress } = await import("cli-progress");
  const format = "{bar} {value} of {total} rows";
  // The terminal keeps its settings: a second Ctrl-C leaves no time to restore them.
  const options = { stream, format, clearOnComplete: true, hideCursor: null, linewrap: true };
  return new Bar(new progress.SingleBar(options, progress.Presets.shades_classic));
}

/** A bar that starts with the first progress event. */
export class Bar {
  readonly #bar: SingleBar;
  #isOpen = false;

  constructor(bar: SingleBar) {
    this.#bar = bar;
  }

  /** Shows nothing until the total is known. */
  show(done: number, total: number | undefined): void {
    if (total === undefined) return;
    if (this.#isOpen) this.#bar.update(done);
    else this.#bar.start(total, done);
    this.#isOpen = true;
    if (done >= total) this.close();
  }

  /** Removes the bar to free the line. The next progress event shows it again. */
  close(): void {
    if (this.#isOpen) this.#bar.stop();
    this.#isOpen = false;
  }
}
