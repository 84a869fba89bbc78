/**
 * Rows of a call that is answered, held as the bytes that were sent: they lie outside the heap, where they cost the
 * garbage collector nothing, and most rows are never asked for again.
 */
import type { JsonObject } from "../../contract/types.js";

/** Rows that equal ones to come are compared with. */
export class SerializedRows {
  readonly #body: Buffer;
  readonly #rowsIn: (body: unknown) => readonly JsonObject[];
  #rows: readonly JsonObject[] | undefined;

  /** @param body JSON that holds the rows @param rowsIn finds them in it */
  constructor(body: Buffer, rowsIn: (body: unknown) => readonly JsonObject[]) {
    this.#body = body;
    this.#rowsIn = rowsIn;
  }

  /** The row at that position of its chunk. */
  at(position: number): JsonObject {
    this.#rows ??= this.#rowsIn(JSON.parse(this.#body.toString()));
    return this.#rows[position] as JsonObject;
  }
}
