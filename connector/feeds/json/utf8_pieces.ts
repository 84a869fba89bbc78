/** Cuts a source into short pieces of UTF-8 without a byte order mark, and lets the event loop turn between them. */
import { setImmediate } from "node:timers/promises";
import { ConnectorError } from "../../contract/errors.js";

/** Short enough that the event loop turns every few milliseconds. */
const maxPieceBytes = 64 * 1024;
/** Bytes that show the encoding. */
const signBytes = 3;

/**
 * Yields the source as UTF-8. UTF-16 is recognized by its byte order mark or its first character.
 * @param errorFor - replaces an error of the source that is not a ConnectorError
 */
export async function* utf8Pieces(
  bytes: AsyncIterable<Uint8Array>,
  errorFor: (error: unknown) => ConnectorError,
): AsyncGenerator<Uint8Array> {
  let toUtf8: ((piece: Uint8Array) => Uint8Array) | undefined;
  for await (const piece of piecesOf(withFirstBytes(reported(bytes, errorFor)))) {
    const isFirst = toUtf8 === undefined;
    toUtf8 ??= converterFor(piece);
    yield toUtf8(isFirst && isMarked(piece) ? piece.subarray(signBytes) : piece);
    await setImmediate();
  }
}

async function* reported(
  bytes: AsyncIterable<Uint8Array>,
  errorFor: (error: unknown) => ConnectorError,
): AsyncGenerator<Uint8Array> {
  try {
    yield* bytes;
  } catch (error) {
    throw error instanceof ConnectorError ? error : errorFor(error);
  }
}

/** Joins the first chunks until they show the encoding. */
async function* withFirstBytes(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let first: Uint8Array | undefined = new Uint8Array();
  for await (const chunk of bytes) {
    if (first === undefined) yield chunk;
    else {
      first = first.length === 0 ? chunk : Buffer.concat([first, chunk]);
      if (first.length < signBytes) continue;
      yield first;
      first = undefined;
    }
  }
  if (first !== undefined && first.length > 0) yield first;
}

async function* piecesOf(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  for await (const chunk of bytes)
    for (let at = 0; at < chunk.length; at += maxPieceBytes) yield chunk.subarray(at, at + maxPieceBytes);
}

function isMarked(piece: Uint8Array): boolean {
  return piece[0] === 0xef && piece[1] === 0xbb && piece[2] === 0xbf;
}

function converterFor(first: Uint8Array): (piece: Uint8Array) => Uint8Array {
  const encoding = utf16Of(first);
  if (encoding === undefined) return (piece) => piece;
  const decoder = new TextDecoder(encoding);
  return (piece) => Buffer.from(decoder.decode(piece, { stream: true }));
}

/** JSON begins with an ASCII character, so a zero byte shows UTF-16. */
function utf16Of([first, second]: Uint8Array): "utf-16le" | "utf-16be" | undefined {
  if ((first === 0xff && second === 0xfe) || (first !== 0 && second === 0)) return "utf-16le";
  if ((first === 0xfe && second === 0xff) || (first === 0 && second !== 0)) return "utf-16be";
  return undefined;
}
