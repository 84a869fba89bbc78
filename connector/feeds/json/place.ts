/** Finds line and column of offsets in a source that is read in pieces. */

/** Line and column, from 1. A column is one character. */
export interface Place {
  readonly line: number;
  readonly column: number;
}

const lineFeed = 0x0a;

/** Counts lines and columns up to an offset, which never moves back. */
export class PlaceCounter {
  /** Pieces that are not completely behind the offset. */
  readonly #pieces: Uint8Array[] = [];
  /** Offset of the first piece. */
  #begin = 0;
  #offset = 0;
  #line = 1;
  #column = 1;

  /** Adds the next piece of the source. */
  add(piece: Uint8Array): void {
    this.#pieces.push(piece);
  }

  /** Moves to an offset, or to the end of what was added. Forgets the pieces before it. */
  moveTo(offset: number): Place {
    for (let piece = this.#pieces[0]; piece !== undefined; piece = this.#pieces[0]) {
      const end = this.#begin + piece.length;
      this.#count(piece.subarray(this.#offset - this.#begin, Math.max(0, offset - this.#begin)));
      if (offset < end) break;
      this.#begin = end;
      this.#pieces.shift();
    }
    return { line: this.#line, column: this.#column };
  }

  #count(bytes: Uint8Array): void {
    for (const byte of bytes) {
      if (byte === lineFeed) {
        this.#line += 1;
        this.#column = 1;
      } else if ((byte & 0xc0) !== 0x80) this.#column += 1;
    }
    this.#offset += bytes.length;
  }
}
