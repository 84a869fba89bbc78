/** Bytes of a feed, decompressed in bounded memory. Faults of the source become errors that name it. */
import { ConnectorError } from "../../../connector/platform_api.js";
import { type Bytes, decompressed } from "../../shared/bytes.js";
import { feedErrors } from "./messages.js";

/** From this size on, the compression of a feed is examined, in bytes. */
const examinedFromBytes = 256 * 1024 * 1024;

/** A gzip file of values compresses to a fiftieth at most; one of zeros to a thousandth. */
const maxExpansion = 300;

/**
 * Yields the bytes of a feed. Gzip is decompressed, whatever the file's name is.
 * @param name - name of the feed in messages
 * @param signal - ends the bytes when it is aborted
 * @throws ConnectorError InvalidInput if the source cannot be read, is cut off or expands beyond measure
 */
export async function* feedBytes(
  source: Bytes,
  name: string,
  signal?: AbortSignal,
): AsyncGenerator<Uint8Array> {
  let packedBytes = 0;
  let unpackedBytes = 0;
  const counted = counting(source, (bytes) => (packedBytes += bytes));
  try {
    for await (const piece of decompressed(counted)) {
      unpackedBytes += piece.length;
      if (unpackedBytes > examinedFromBytes && unpackedBytes > maxExpansion * packedBytes)
        throw feedErrors.expands(name, Math.floor(unpackedBytes / packedBytes));
      yield piece;
    }
  } catch (error) {
    if (signal?.aborted === true) return;
    if (error instanceof ConnectorError) throw error;
    throw feedErrors.unreadable(name, error);
  }
}

async function* counting(source: Bytes, count: (bytes: number) => void): AsyncGenerator<Uint8Array> {
  for await (const piece of source) {
    const bytes = typeof piece === "string" ? Buffer.from(piece) : piece;
    count(bytes.length);
    yield bytes;
  }
}
