/**
 * Keeps the rows of a finished call as the bytes that were sent. Most rows are never read again, and bytes outside the
 * heap cost the garbage collector nothing.
 */
import type { JsonObject } from "../../contract/types.js";

/** Rows that later rows are compared with. */
export class SerializedRows {
  readonly #body: Buffer;
  readonly #rowsIn: (body: unknown) => readonly JsonObject[];
  #rows: readonly JsonObject[] | undefined;

  /**
   * @param body - JSON that contains the rows
   * @param rowsIn - returns the rows in the parsed body
   */
  constructor(body: Buffer, rowsIn: (body: unknown) => readonly JsonObject[]) {
    this.#body = body;
    this.#rowsIn = rowsIn;
  }

  /** Returns the row at that position of its batch. */
  at(position: number): JsonObject {
    this.#rows ??= this.#rowsIn(JSON.parse(this.#body.toString()));
    return this.#rows[position] as JsonObject;
  }
}
