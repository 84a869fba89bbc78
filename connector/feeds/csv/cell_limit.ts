/** Limits the number of cells of a record before they are in memory. */

/** Most delimiters in one line, also in quotes. No feed has as many columns. */
export const maxDelimiters = 1000;

/** A line with too many cells. */
export interface Excess {
  /** Where it begins in the piece. */
  readonly lineStart: number;
  /** True if it began in an earlier piece. */
  readonly hasBegun: boolean;
}

/** Counts the delimiters of each line of a text that comes in pieces. */
export class CellLimit {
  readonly #delimiter: string;
  /** Delimiters in the line that is not complete. */
  #open = 0;
  /** Whether a line is not complete. */
  #isOpen = false;

  constructor(delimiter: string) {
    this.#delimiter = delimiter;
  }

  /** Returns the first line with too many cells; undefined if all lines have fewer. */
  excessIn(text: string): Excess | undefined {
    const piece = text.includes("\r") ? text.replaceAll("\r", "\n") : text;
    for (let start = 0; start < piece.length; ) {
      const lineEnd = piece.indexOf("\n", start);
      const end = lineEnd < 0 ? piece.length : lineEnd;
      const isLong = this.#open > 0 || end - start > maxDelimiters;
      if (isLong || lineEnd < 0) this.#open += this.#count(piece, start, end);
      if (this.#open > maxDelimiters) return { lineStart: start, hasBegun: this.#isOpen };
      this.#isOpen = lineEnd < 0;
      if (lineEnd < 0) return undefined;
      this.#open = 0;
      start = end + 1;
    }
    return undefined;
  }

  #count(piece: string, start: number, end: number): number {
    let count = 0;
    for (let at = piece.indexOf(this.#delimiter, start); at >= 0 && at < end; count++)
      at = piece.indexOf(this.#delimiter, at + 1);
    return count;
  }
}
