/** Inputs of jobs, stored once by their digest, in compressed chunks. */
import { createHash } from "node:crypto";
import { promisify } from "node:util";
import { deflate, deflateSync, inflate } from "node:zlib";
import type { Query } from "./database.js";

const compress = promisify(deflate);
const uncompress = promisify(inflate);

/** Length of a chunk before it is compressed, in bytes. */
const chunkBytes = 1_048_576;
const shortBytes = 4096;

/**
 * Stores the bytes within the transaction of a job and returns their digest, SHA-256 in hexadecimal digits. Equal bytes are
 * stored once.
 */
export async function storeInput(query: Query, bytes: Uint8Array): Promise<string> {
  const digest = createHash("sha256").update(bytes).digest("hex");
  // Until the transaction ends, nobody deletes the input, and other jobs can use it.
  const known = await query("SELECT FROM fleet.input WHERE digest = $1 FOR KEY SHARE", [digest]);
  if (known.length > 0) return digest;
  for (let n = 0, from = 0; n === 0 || from < bytes.length; n += 1, from += chunkBytes) {
    const chunk = await compressed(bytes.subarray(from, from + chunkBytes));
    if (n > 0) await query(insertChunk, [digest, n, chunk]);
    else if ((await query(insertFirst, [digest, bytes.length, chunk])).length === 0) return digest;
  }
  return digest;
}

/** Inserts nothing if another transaction has stored the input meanwhile. */
const insertFirst = `
WITH made AS (INSERT INTO fleet.input (digest, bytes) VALUES ($1, $2) ON CONFLICT DO NOTHING RETURNING digest)
INSERT INTO fleet.input_chunk (digest, n, bytes) SELECT digest, 0, $3 FROM made RETURNING digest`;

const insertChunk = "INSERT INTO fleet.input_chunk (digest, n, bytes) VALUES ($1, $2, $3)";

/** A short input is compressed at once: another thread, and the usual memory of 256 KiB, cost more than the work. */
async function compressed(bytes: Uint8Array): Promise<Buffer> {
  return bytes.length > shortBytes ? compress(bytes) : deflateSync(bytes, { windowBits: 10, memLevel: 2 });
}

/** Yields the bytes of an input. */
export async function* readInput(query: Query, digest: string): AsyncGenerator<Buffer> {
  for (let n = 0; ; n += 1) {
    const [row] = await query<{ bytes: Buffer }>(
      "SELECT bytes FROM fleet.input_chunk WHERE digest = $1 AND n = $2",
      [digest, n],
    );
    if (row === undefined) return;
    yield await uncompress(row.bytes);
  }
}
