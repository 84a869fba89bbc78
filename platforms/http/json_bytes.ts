/**
 * Writes JSON as bytes and yields to the event loop between pieces: a long text would block other clients.
 */
import { setImmediate as turn } from "node:timers/promises";
import { jsonPieces } from "../shared/json_pieces.js";

/** Content type of JSON. */
export const jsonType = "application/json; charset=utf-8";

/** Yields the bytes of the value as JSON. */
export async function* jsonBytes(value: unknown): AsyncGenerator<Buffer> {
  for (const piece of jsonPieces(value)) {
    yield Buffer.from(piece);
    await turn();
  }
}
