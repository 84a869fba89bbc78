/** Decodes the bytes of a feed, whatever their encoding is. */
import { isAscii, isUtf8 } from "node:buffer";
import { detectEncoding } from "./detect_encoding.js";
import type { FeedReading } from "./feed_types.js";
import { binaryContent, encodingDetected, undecodable } from "./messages.js";

/** Bytes that are read before the encoding is chosen. */
const headBytes = 4096;

/**
 * Yields the text of a source without byte order mark. The encoding is that of the mark, or UTF-8, or UTF-16 if all
 * zero bytes show it, or the one that the bytes show. While all bytes before a byte that is not UTF-8 are ASCII, the
 * text before it is the same in every other encoding, so nothing is read twice.
 * @throws ConnectorError InvalidInput for binary content, and for bytes that are not valid in their encoding
 */
export async function* decoded(
  bytes: AsyncIterable<Uint8Array>,
  reading: Pick<FeedReading, "name" | "onNotice">,
): AsyncGenerator<string> {
  const pieces = withHead(bytes);
  const first = await pieces.next();
  if (first.done === true) return;
  const head = first.value;
  const { encoding, markBytes } = encodingOf(head);
  const rest = following(head.subarray(markBytes), pieces);
  const texts = encoding === "utf-8" ? asUtf8(rest, reading) : inEncoding(rest, encoding, reading.name);
  for await (const text of texts) {
    if (text.includes("\0")) throw binaryContent(reading.name);
    if (text !== "") yield text;
  }
}

/** Maximum length of a piece, in bytes. Text and records of one piece are in memory at once. */
const maxPieceBytes = 128 * 1024;

/**
 * Yields the bytes in pieces of limited length. The first one has at least `headBytes`, unless the source is shorter or
 * fails.
 */
async function* withHead(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let head: Uint8Array | undefined = new Uint8Array();
  try {
    for await (const piece of bytes) {
      const whole: Uint8Array =
        head === undefined || head.length === 0 ? piece : Buffer.concat([head, piece]);
      head = head !== undefined && whole.length < headBytes ? whole : undefined;
      if (head !== undefined) continue;
      for (let at = 0; at < whole.length; at += maxPieceBytes) yield whole.subarray(at, at + maxPieceBytes);
    }
  } catch (error) {
    if (head !== undefined && head.length > 0) yield head;
    throw error;
  }
  if (head !== undefined && head.length > 0) yield head;
}

async function* following(first: Uint8Array, rest: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  try {
    yield first;
    yield* rest;
  } finally {
    // Closes the source, also if nothing after the first piece is read.
    await rest[Symbol.asyncIterator]().return?.();
  }
}

interface Encoding {
  readonly encoding: string;
  readonly markBytes: number;
}

function encodingOf(head: Uint8Array): Encoding {
  const [first, second, third] = head;
  if (first === 0xef && second === 0xbb && third === 0xbf) return { encoding: "utf-8", markBytes: 3 };
  if (first === 0xff && second === 0xfe) return { encoding: "utf-16le", markBytes: 2 };
  if (first === 0xfe && second === 0xff) return { encoding: "utf-16be", markBytes: 2 };
  return { encoding: utf16Of(head) ?? "utf-8", markBytes: 0 };
}

/** Returns the kind of UTF-16 if nine of ten units are ASCII and no low byte is zero. */
function utf16Of(head: Uint8Array): string | undefined {
  const units = Math.floor(head.length / 2);
  let even = 0;
  let odd = 0;
  for (let at = 0; at < units * 2; at++) {
    if (head[at] !== 0) continue;
    if (at % 2 === 0) even += 1;
    else odd += 1;
  }
  if (units < 2) return undefined;
  if (even === 0 && odd >= units * 0.9) return "utf-16le";
  return odd === 0 && even >= units * 0.9 ? "utf-16be" : undefined;
}

async function* asUtf8(
  bytes: AsyncIterable<Uint8Array>,
  reading: Pick<FeedReading, "name" | "onNotice">,
): AsyncGenerator<string> {
  let isAsciiSoFar = true;
  let tail: Uint8Array = new Uint8Array();
  const iterator = bytes[Symbol.asyncIterator]();
  try {
    for (;;) {
      const { done = false, value } = await iterator.next();
      const piece = done ? tail : tail.length === 0 ? value : Buffer.concat([tail, value]);
      const whole = done ? piece : piece.subarray(0, piece.length - openBytes(piece));
      if (!isUtf8(whole)) {
        if (!isAsciiSoFar) throw undecodable(reading.name, "UTF-8");
        yield* otherwise(piece, { [Symbol.asyncIterator]: () => iterator }, reading);
        return;
      }
      isAsciiSoFar &&= isAscii(whole);
      tail = piece.subarray(whole.length);
      yield Buffer.from(whole.buffer, whole.byteOffset, whole.length).toString("utf8");
      if (done) return;
    }
  } finally {
    await iterator.return?.();
  }
}

/** Returns the number of bytes at the end that begin a character of UTF-8 and do not complete it. */
function openBytes(piece: Uint8Array): number {
  for (let back = 1; back <= Math.min(3, piece.length); back++) {
    const byte = piece[piece.length - back] as number;
    if (byte < 0x80) return 0;
    if (byte >= 0xc0) return back < (byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2) ? back : 0;
  }
  return 0;
}

/** Detects the encoding of bytes that are not UTF-8 and decodes them. */
async function* otherwise(
  piece: Uint8Array,
  rest: AsyncIterable<Uint8Array>,
  reading: Pick<FeedReading, "name" | "onNotice">,
): AsyncGenerator<string> {
  if (piece.includes(0)) throw binaryContent(reading.name);
  const encoding = await detectEncoding(piece);
  if (encoding === undefined) throw undecodable(reading.name, "UTF-8");
  reading.onNotice?.(encodingDetected(encoding));
  yield* inEncoding(following(piece, rest), encoding, reading.name);
}

async function* inEncoding(
  bytes: AsyncIterable<Uint8Array>,
  encoding: string,
  name: string,
): AsyncGenerator<string> {
  const decoder = new TextDecoder(encoding, { fatal: true });
  const text = (piece?: Uint8Array): string => {
    try {
      return piece === undefined ? decoder.decode() : decoder.decode(piece, { stream: true });
    } catch {
      throw undecodable(name, encoding);
    }
  };
  for await (const piece of bytes) yield text(piece);
  yield text();
}
