/** Writes JSON piece by piece: the text of all rows together may be longer than the longest string. */

/** Approximate number of characters per piece. */
const usualPiece = 64 * 1024;

/**
 * Yields the text of `JSON.stringify(value, null, indent)` in pieces.
 * @param value - a value that JSON.parse could have returned
 */
export function* jsonPieces(
  value: unknown,
  indent = "",
  pieceLength: number = usualPiece,
): Generator<string> {
  let piece = "";
  for (const part of new Parts(indent, pieceLength).of(value, "")) {
    piece += part;
    if (piece.length < pieceLength) continue;
    yield piece;
    piece = "";
  }
  if (piece !== "") yield piece;
}

/** Returns whether the value is written in one piece. */
function isOnePiece(value: unknown, pieceLength: number): boolean {
  return leftAfter(value, pieceLength) >= 0;
}

class Parts {
  readonly #indent: string;
  readonly #pieceLength: number;

  constructor(indent: string, pieceLength: number) {
    this.#indent = indent;
    this.#pieceLength = pieceLength;
  }

  /** @param margin - precedes every line except the first */
  *of(value: unknown, margin: string): Generator<string> {
    if (typeof value !== "object" || value === null || isOnePiece(value, this.#pieceLength)) {
      const text = JSON.stringify(value, null, this.#indent);
      yield margin === "" ? text : text.replaceAll("\n", `\n${margin}`);
    } else if (Array.isArray(value)) yield* this.#array(value, margin);
    else yield* this.#object(value, margin);
  }

  *#array(array: readonly unknown[], margin: string): Generator<string> {
    const inner = margin + this.#indent;
    let before = "[";
    for (const part of array) {
      yield before + this.#newLine(inner);
      yield* this.of(part, inner);
      before = ",";
    }
    yield `${this.#newLine(margin)}]`;
  }

  *#object(object: object, margin: string): Generator<string> {
    const inner = margin + this.#indent;
    const colon = this.#indent === "" ? ":" : ": ";
    let before = "{";
    for (const [name, part] of Object.entries(object)) {
      if (part === undefined) continue;
      yield before + this.#newLine(inner) + JSON.stringify(name) + colon;
      yield* this.of(part, inner);
      before = ",";
    }
    yield `${this.#newLine(margin)}}`;
  }

  #newLine(margin: string): string {
    return this.#indent === "" ? "" : `\n${margin}`;
  }
}

/** Returns about how much of that length is left after the value is written; negative if it does not fit. */
function leftAfter(value: unknown, length: number): number {
  if (typeof value === "string") return length - value.length - 2;
  if (typeof value !== "object" || value === null) return length - 8;
  let left = length;
  if (Array.isArray(value)) {
    for (const part of value) {
      left = leftAfter(part, left - 1);
      if (left < 0) return left;
    }
    return left;
  }
  for (const name in value) {
    left = leftAfter((value as Record<string, unknown>)[name], left - name.length - 4);
    if (left < 0) return left;
  }
  return left;
}
