/** Reads JSON that is written to it in pieces. */
import { faultOf } from "./json_fault.js";
import { faults } from "./messages.js";
import { type JsonPart, maxPartBytes, PartBuilder } from "./part_builder.js";
import { type Place, PlaceCounter } from "./place.js";
import type { Route } from "./routes.js";
import { Tokenizer } from "./tokens.js";

/** Why a source is not JSON: end of a sentence that begins with the place. */
export interface ReadFault {
  readonly place: Place;
  readonly message: string;
}

/** Reads one source. */
export class PartReader {
  readonly #tokenizer = new Tokenizer();
  readonly #places = new PlaceCounter();
  readonly #builder: PartBuilder;
  #written = 0;
  #lastToken = 0;
  #hasToken = false;

  constructor(routes: Route) {
    this.#builder = new PartBuilder(routes, (offset) => this.#places.moveTo(offset));
    this.#tokenizer.onToken = (token) => {
      this.#lastToken = token.offset;
      this.#hasToken = true;
      this.#builder.add(token);
    };
  }

  /** Reads UTF-8 without a byte order mark. Returns the first fault, if the piece has one. */
  write(piece: Uint8Array): ReadFault | undefined {
    this.#places.add(piece);
    this.#written += piece.length;
    const fault = this.#faultIn(() => this.#tokenizer.write(piece));
    if (fault !== undefined) return fault;
    const place = this.#places.moveTo(this.#lastToken);
    if (this.#written - this.#lastToken <= maxPartBytes) return undefined;
    return { place, message: faults.valueTooLong(maxPartBytes) };
  }

  /** Returns the fault of a source that ends too early. */
  end(): ReadFault | undefined {
    return this.#faultIn(() => {
      this.#tokenizer.end();
      this.#builder.end(this.#written);
    });
  }

  /** Returns the parts that are complete, once. */
  takeParts(): readonly JsonPart[] {
    const { parts } = this.#builder;
    this.#builder.parts = [];
    return parts;
  }

  /** The end of what was read. */
  get place(): Place {
    return this.#places.moveTo(this.#written);
  }

  /** Whether only blanks were read. */
  get isEmpty(): boolean {
    return !this.#hasToken;
  }

  #faultIn(step: () => void): ReadFault | undefined {
    try {
      step();
      return undefined;
    } catch (error) {
      const fault = faultOf(error, this.#lastToken, this.#written);
      if (fault === undefined) throw error;
      return { place: this.#places.moveTo(fault.offset), message: fault.message };
    }
  }
}
