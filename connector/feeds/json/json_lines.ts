/** Reads JSON lines. A line that is not JSON affects no other line. */
import { faults, messages } from "./messages.js";
import type { JsonPart } from "./part_builder.js";
import { PartReader } from "./part_reader.js";
import { routesOf } from "./routes.js";
import { utf8Pieces } from "./utf8_pieces.js";

/** Longer lines are not read: no row is that long, and one line must not fill the memory. */
const maxLineBytes = 1024 * 1024;
/** Bytes of a faulty line that are shown. */
const maxShownBytes = 1000;
const lineFeed = 0x0a;
/** Line feed, carriage return, tab and space. */
const blanks: ReadonlySet<number | undefined> = new Set([lineFeed, 0x0d, 0x09, 0x20]);

/** A line that is not blank: its value, or why it has none. */
export type JsonLine = LineValue | LineFault;

/** A line with a value. */
export interface LineValue {
  /** From 1. */
  readonly line: number;
  readonly part: JsonPart;
  readonly fault?: never;
}

/** A line without a value. */
export interface LineFault {
  readonly line: number;
  readonly fault: { readonly code: string; readonly message: string };
  /** The start of the line. */
  readonly text: string;
}

/**
 * Yields the lines that are not blank, all lines of a piece at once.
 * @throws ConnectorError InvalidInput if the source breaks off, after the lines before
 */
export async function* jsonLines(
  bytes: AsyncIterable<Uint8Array>,
  name: string,
): AsyncGenerator<readonly JsonLine[]> {
  const lines = new LineSplitter();
  const pieces = utf8Pieces(bytes, (error) => messages.brokenOff(name, lines.number, error));
  for await (const piece of pieces) yield lines.add(piece);
  yield lines.end();
}

class LineSplitter {
  /** Number of the line that is not complete. */
  number = 1;
  #begun: Uint8Array[] = [];
  #bytes = 0;

  /** Returns the lines that the piece completes. */
  add(piece: Uint8Array): readonly JsonLine[] {
    const lines: JsonLine[] = [];
    let at = this.#afterBlankLines(piece, 0);
    for (let end = piece.indexOf(lineFeed, at); end >= 0; end = piece.indexOf(lineFeed, at)) {
      this.#append(piece.subarray(at, end));
      lines.push(...this.end());
      at = this.#afterBlankLines(piece, end + 1);
    }
    this.#append(piece.subarray(at));
    return lines;
  }

  /** Returns the line that is not complete, if it is not blank. */
  end(): readonly JsonLine[] {
    const bytes = this.#begun.length === 1 ? (this.#begun[0] as Uint8Array) : Buffer.concat(this.#begun);
    const line = lineOf(bytes, this.#bytes > maxLineBytes, this.number);
    this.#begun = [];
    this.#bytes = 0;
    this.number += 1;
    return line === undefined ? [] : [line];
  }

  /** Returns where the next line with content begins. Blank lines are counted at once, because there can be millions. */
  #afterBlankLines(piece: Uint8Array, start: number): number {
    let begin = start;
    if (this.#bytes > 0) return begin;
    for (let at = start; blanks.has(piece[at]); at++) {
      if (piece[at] !== lineFeed) continue;
      begin = at + 1;
      this.number += 1;
    }
    return begin;
  }

  #append(bytes: Uint8Array): void {
    this.#bytes += bytes.length;
    if (bytes.length > 0 && this.#bytes - bytes.length <= maxLineBytes) this.#begun.push(bytes);
  }
}

const wholeLine = routesOf([]);

function lineOf(bytes: Uint8Array, isTooLong: boolean, line: number): JsonLine | undefined {
  if (bytes.length === 0) return undefined;
  if (isTooLong) return { line, text: startOf(bytes), fault: messages.lineTooLong(maxLineBytes) };
  const reader = new PartReader(wholeLine);
  const fault = reader.write(bytes) ?? reader.end();
  const [part, second] = reader.takeParts();
  if (fault === undefined && part === undefined) return undefined;
  const problem = fault ?? part?.fault ?? (second && { place: second, message: faults.secondValue });
  if (part !== undefined && problem === undefined) return { line, part };
  const { place, message } = problem ?? { place: { column: 1 }, message: faults.noValue };
  return { line, text: startOf(bytes), fault: messages.lineFault({ line, column: place.column }, message) };
}

function startOf(bytes: Uint8Array): string {
  return Buffer.from(bytes.subarray(0, maxShownBytes)).toString().trim();
}
