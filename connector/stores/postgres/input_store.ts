/** Inputs of jobs, stored once by their digest, in compressed chunks. */
import { createHash } from "node:crypto";
import { promisify } from "node:util";
import { deflate, inflate } from "node:zlib";
import type { Database, Query } from "./database.js";

const compress = promisify(deflate);
const uncompress = promisify(inflate);

/** Length of a chunk before it is compressed, in bytes. */
const chunkBytes = 1_048_576;

/** Stores the bytes and returns their digest, SHA-256 in hexadecimal digits. Equal bytes are stored once. */
export async function storeInput(database: Database, bytes: Uint8Array): Promise<string> {
  const digest = createHash("sha256").update(bytes).digest("hex");
  const known = await database.query(
    "UPDATE fleet.input SET used_at = clock_timestamp() WHERE digest = $1 RETURNING digest",
    [digest],
  );
  if (known.length > 0) return digest;
  const chunks: Buffer[] = [];
  for (let from = 0; from < bytes.length; from += chunkBytes)
    chunks.push(await compress(bytes.subarray(from, from + chunkBytes)));
  await database.transaction(async (query) => {
    const made = await query(
      "INSERT INTO fleet.input (digest, bytes) VALUES ($1, $2) ON CONFLICT DO NOTHING RETURNING digest",
      [digest, bytes.length],
    );
    if (made.length === 0) return;
    for (const [n, chunk] of chunks.entries())
      await query("INSERT INTO fleet.input_chunk (digest, n, bytes) VALUES ($1, $2, $3)", [digest, n, chunk]);
  });
  return digest;
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
