/** Bytes of a file or a stream that a user names, decompressed if they are gzip. */
import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { open, stat } from "node:fs/promises";
import type { ErrorCode } from "../../connector/platform_api.js";
import { gunzipped } from "./gunzip.js";
import { readErrors } from "./messages.js";

/** A stream of bytes; text counts as UTF-8. */
export type Bytes = AsyncIterable<string | Uint8Array>;

/** Bytes per read; larger pieces are not faster. */
const pieceBytes = 128 * 1024;

/**
 * Returns the raw bytes of a file.
 * @param signal - ends the read with an AbortError
 */
export function fileBytes(path: string, signal?: AbortSignal): AsyncIterable<Uint8Array> {
  return createReadStream(path, { highWaterMark: pieceBytes, signal }) as AsyncIterable<Uint8Array>;
}

/**
 * Returns the text as UTF-8 without a byte order mark. Gzip is unpacked, whatever the file's name is; UTF-16 is converted.
 */
export async function* unpacked(bytes: Bytes): AsyncGenerator<Uint8Array> {
  yield* asUtf8(decompressed(bytes));
}

/** Returns the bytes in their own encoding. Gzip is unpacked. */
export async function* decompressed(bytes: Bytes): AsyncGenerator<Uint8Array> {
  yield* withHead(buffers(bytes), (head, whole) =>
    head[0] === 0x1f && head[1] === 0x8b ? gunzipped(whole) : whole,
  );
}

/**
 * Some shells and editors write UTF-16. The mark is not a part of the text. Without a mark, a zero byte next to the first
 * character shows the encoding, because that character is ASCII in JSON and in tables.
 */
async function* asUtf8(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  yield* withHead(bytes, (head, whole) => {
    if (head[0] === 0xff && head[1] === 0xfe) return converted(whole, "utf-16le");
    if (head[0] === 0xfe && head[1] === 0xff) return converted(whole, "utf-16be");
    if (head.length >= 2 && (head[0] === 0) !== (head[1] === 0))
      return converted(whole, head[1] === 0 ? "utf-16le" : "utf-16be");
    return head[0] === 0xef && head[1] === 0xbb && head[2] === 0xbf ? withoutMark(whole) : whole;
  });
}

/** Throws for UTF-16 that is not valid. */
async function* converted(
  bytes: AsyncIterable<Uint8Array>,
  encoding: "utf-16le" | "utf-16be",
): AsyncGenerator<Uint8Array> {
  const decoder = new TextDecoder(encoding, { fatal: true });
  for await (const piece of bytes) yield Buffer.from(decoder.decode(piece, { stream: true }));
  yield Buffer.from(decoder.decode());
}

/** @param bytes - UTF-8 with a mark, all of which is in the first piece */
async function* withoutMark(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let isFirst = true;
  for await (const piece of bytes) {
    yield isFirst ? piece.subarray(3) : piece;
    isFirst = false;
  }
}

/** Throws an error of that code if the path is not a file that this user may read. */
export async function assertReadable(path: string, code: ErrorCode): Promise<void> {
  try {
    const found = await stat(path);
    if (found.isDirectory()) throw Object.assign(new Error("folder"), { code: "EISDIR" });
    // Opening a named pipe would wait for its writer.
    if (found.isFile()) await (await open(path)).close();
  } catch (error) {
    throw readErrors.unreadable({ name: path, code }, error);
  }
}

/** Returns whether there is no file of this path. A file that cannot be looked at is not missing. */
export async function isMissing(path: string): Promise<boolean> {
  return stat(path).then(
    () => false,
    (error: NodeJS.ErrnoException) => error.code === "ENOENT",
  );
}

/** Returns whether each read returns the same bytes, unlike a pipe. */
export async function isRegularFile(path: string): Promise<boolean> {
  return (await stat(path)).isFile();
}

/** Returns the SHA-256 of a file's bytes, in hex. */
export async function digestOf(path: string): Promise<string> {
  const hash = createHash("sha256");
  for await (const piece of fileBytes(path)) hash.update(piece);
  return hash.digest("hex");
}

async function* buffers(bytes: Bytes): AsyncGenerator<Uint8Array, void, undefined> {
  for await (const piece of bytes) yield typeof piece === "string" ? Buffer.from(piece) : piece;
}

/** First bytes of gzip and of the byte order marks, which need three bytes. Of other text, two are waited for. */
const marks: ReadonlySet<number | undefined> = new Set([undefined, 0x1f, 0xef, 0xfe, 0xff]);

/** Chooses by the first bytes how to read the whole. */
async function* withHead(
  bytes: AsyncIterable<Uint8Array>,
  choose: (head: Uint8Array, whole: AsyncIterable<Uint8Array>) => AsyncIterable<Uint8Array>,
): AsyncGenerator<Uint8Array> {
  const pieces = bytes[Symbol.asyncIterator]();
  try {
    let head: Uint8Array = Buffer.alloc(0);
    while (head.length < (marks.has(head[0]) ? 3 : 2)) {
      const { done, value } = await pieces.next();
      if (done === true) break;
      head = head.length === 0 ? value : Buffer.concat([head, value]);
    }
    yield* choose(head, joined(head, { [Symbol.asyncIterator]: () => pieces }));
  } finally {
    await pieces.return?.();
  }
}

async function* joined(head: Uint8Array, rest: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  if (head.length > 0) yield head;
  yield* rest;
}
