/** Prints what a person should know about a feed as a whole. */
import type { FeedNotice } from "../../../connector/platform_api.js";
import { moreOf } from "../../shared/messages.js";
import { printable } from "../../shared/printable.js";
import { maxPerCode } from "../../shared/warning_lines.js";

/** The notices of one feed. Those of a second reading are the same, and are not printed again. */
export class Notices {
  readonly #write: (line: string, code: string) => void;
  readonly #counts = new Map<string, number>();
  #printed = 0;

  constructor(write: (line: string, code: string) => void) {
    this.#write = write;
  }

  /** Returns the listener of one reading. */
  listener(): (notice: FeedNotice) => void {
    let position = 0;
    return (notice) => {
      position += 1;
      if (position <= this.#printed) return;
      this.#printed = position;
      this.#print(notice);
    };
  }

  /** Prints how many notices were left out. */
  end(): void {
    for (const [code, count] of this.#counts)
      if (count > maxPerCode) this.#write(`note ${code}: ${moreOf(count - maxPerCode)}`, code);
  }

  #print({ code, message }: FeedNotice): void {
    const count = (this.#counts.get(code) ?? 0) + 1;
    this.#counts.set(code, count);
    if (count <= maxPerCode) this.#write(`note ${code}: ${printable(message)}`, code);
  }
}
