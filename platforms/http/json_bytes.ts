/** Writes JSON as bytes, with turns of the event loop between its pieces: for a long one the others would wait. */
import { setImmediate as turn } from "node:timers/promises";
import { jsonPieces } from "../shared/json_pieces.js";

/** Content type of JSON. */
export const jsonType = "application/json; charset=utf-8";

/** The bytes of the value as JSON. */
export async function* jsonBytes(value: unknown): AsyncGenerator<Buffer> {
  for (const piece of jsonPieces(value)) {
    yield Buffer.from(piece);
    await turn();
  }
}
