/** Bytes of a file or a stream that a user names, decompressed if they are gzip. */
import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { open, stat } from "node:fs/promises";
import { ConnectorError, type ErrorCode } from "../../connector/platform_api.js";
import { gunzipped } from "./gunzip.js";

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

/** Yields the bytes, decompressed if they begin like gzip: file names can be wrong, and a pipe has none. */
export async function* unpacked(bytes: Bytes): AsyncGenerator<Uint8Array> {
  const pieces = buffers(bytes);
  try {
    const head = await headOf(pieces);
    const whole = joined(head, pieces);
    yield* head[0] === 0x1f && head[1] === 0x8b ? gunzipped(whole) : whole;
  } finally {
    await pieces.return();
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
    throw new ConnectorError(code, `${path} ${readFault(error)}.`);
  }
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

/** Returns why something could not be read, as a text that follows its name. */
export function readFault(error: unknown): string {
  const { code } = error as NodeJS.ErrnoException;
  if (code === "ENOENT") return "does not exist";
  if (code === "EISDIR") return "is a folder; name a file";
  if (code === "EACCES" || code === "EPERM") return "may not be read by this user";
  if (code === "Z_BUF_ERROR") return "ends too early (its gzip data is not complete)";
  if (code === "Z_DATA_ERROR") return "is damaged (its gzip data is broken or followed by other data)";
  return `cannot be read (${code ?? "unknown reason"})`;
}

async function* buffers(bytes: Bytes): AsyncGenerator<Uint8Array, void, undefined> {
  for await (const piece of bytes) yield typeof piece === "string" ? Buffer.from(piece) : piece;
}

/** Returns at least the first two bytes, if there are that many. */
async function headOf(pieces: AsyncGenerator<Uint8Array>): Promise<Uint8Array> {
  let head: Uint8Array = Buffer.alloc(0);
  while (head.length < 2) {
    const { done, value } = await pieces.next();
    if (done === true) break;
    head = head.length === 0 ? value : Buffer.concat([head, value]);
  }
  return head;
}

async function* joined(head: Uint8Array, rest: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  if (head.length > 0) yield head;
  yield* rest;
}
