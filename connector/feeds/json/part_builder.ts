/** Builds the values of a JSON document from its tokens. */
import { type ParsedTokenInfo, TokenType } from "./tokens.js";
import { JsonFault } from "./json_fault.js";
import type { JsonObject } from "./json_values.js";
import { faults, tokenNames } from "./messages.js";
import type { Place } from "./place.js";
import type { Route } from "./routes.js";

/** A value of a document that is read on its own, without the parts in it. */
export interface JsonPart extends Place {
  /** Path of its route. */
  readonly path: string;
  readonly value: unknown;
  /** About the length of its text. */
  readonly bytes: number;
  /** Why the value is ambiguous: a sentence without its place and period. */
  readonly fault: { readonly place: Place; readonly message: string } | undefined;
}

/** Maximum nesting. Recursive code could overflow the stack. */
const maxLevels = 100;
/** Maximum length of the text of a part, without the parts in it. */
export const maxPartBytes = 16 * 1024 * 1024;

/** A part that is not complete. */
interface OpenPart {
  readonly path: string;
  readonly place: Place;
  readonly begin: number;
  /** Bytes that belong to parts in it. */
  inner: number;
  fault?: { readonly place: Place; readonly message: string };
}

/** An array or object that is not complete. */
interface Frame {
  readonly value: JsonObject | unknown[];
  readonly route: Route | undefined;
  readonly part: OpenPart;
  /** Last name of an object. */
  name: string;
}

type Due = "value" | "valueOrEnd" | "name" | "nameOrEnd" | "colon" | "next";

/** Receives tokens, and collects the parts that are complete. */
export class PartBuilder {
  /** Complete parts that were not fetched yet. */
  parts: JsonPart[] = [];
  readonly #top: Route;
  readonly #placeOf: (offset: number) => Place;
  readonly #open: Frame[] = [];
  #due: Due = "value";
  #comma = 0;
  /** Offset of a number, text or word that was a part; its end is known with the next token. */
  #scalarPart: number | undefined;

  constructor(top: Route, placeOf: (offset: number) => Place) {
    this.#top = top;
    this.#placeOf = placeOf;
  }

  /** Throws JsonFault for a token that cannot follow. */
  add({ token, value, offset }: ParsedTokenInfo): void {
    const frame = this.#open.at(-1);
    this.#endScalar(frame, offset);
    if (frame !== undefined && offset - frame.part.begin - frame.part.inner > maxPartBytes)
      throw new JsonFault(offset, faults.entryTooLong(frame.part.place.line, maxPartBytes));
    if (token === TokenType.LEFT_BRACE) this.#begin({}, "nameOrEnd", offset);
    else if (token === TokenType.LEFT_BRACKET) this.#begin([], "valueOrEnd", offset);
    else if (token === TokenType.RIGHT_BRACE) this.#close(frame, false, offset);
    else if (token === TokenType.RIGHT_BRACKET) this.#close(frame, true, offset);
    else if (token === TokenType.COMMA) this.#next(frame, offset);
    else if (token === TokenType.COLON) {
      if (this.#due !== "colon") throw this.#unexpected(tokenNames.colon, offset);
      this.#due = "value";
    } else if (this.#due === "name" || this.#due === "nameOrEnd") this.#name(frame, value, offset);
    else this.#scalar(frame, value, offset);
  }

  /** Throws JsonFault if a value is not complete. */
  end(offset: number): void {
    const [frame] = this.#open;
    if (frame === undefined) return;
    throw new JsonFault(offset, faults.open(Array.isArray(frame.value)));
  }

  #begin(value: JsonObject | unknown[], due: Due, offset: number): void {
    this.#expectValue(Array.isArray(value) ? tokenNames.array : tokenNames.object, offset);
    if (this.#open.length === maxLevels) throw new JsonFault(offset, faults.tooDeep(maxLevels));
    const frame = this.#open.at(-1);
    const route = this.#routeIn(frame);
    const part = this.#partAt(frame, route, offset);
    this.#open.push({ value, route, part, name: "" });
    this.#due = due;
  }

  #close(frame: Frame | undefined, isArray: boolean, offset: number): void {
    const isDue = this.#due === "next" || this.#due === (isArray ? "valueOrEnd" : "nameOrEnd");
    const closing = isArray ? "]" : "}";
    if (frame === undefined || !isDue || Array.isArray(frame.value) !== isArray) {
      if (this.#due === "name" || (this.#due === "value" && frame !== undefined && isArray))
        throw new JsonFault(this.#comma, faults.trailingComma(closing));
      throw this.#unexpected(closing, offset);
    }
    this.#open.pop();
    const holder = this.#open.at(-1);
    const bytes = offset + 1 - frame.part.begin;
    if (holder !== undefined && holder.part !== frame.part) holder.part.inner += bytes;
    this.#finish(holder, frame.value, frame.part, bytes);
  }

  #next(frame: Frame | undefined, offset: number): void {
    if (frame === undefined || this.#due !== "next") throw this.#unexpected(tokenNames.comma, offset);
    this.#comma = offset;
    this.#due = Array.isArray(frame.value) ? "value" : "name";
  }

  #name(frame: Frame | undefined, name: unknown, offset: number): void {
    if (frame === undefined || typeof name !== "string") throw this.#unexpected(tokenNames.value, offset);
    if (Object.hasOwn(frame.value, name))
      frame.part.fault ??= {
        place: this.#placeOf(offset),
        message: faults.nameTwice(name),
      };
    frame.name = name;
    this.#due = "colon";
  }

  #scalar(frame: Frame | undefined, value: unknown, offset: number): void {
    this.#expectValue(tokenNames.value, offset);
    const part = this.#partAt(frame, this.#routeIn(frame), offset);
    if (part !== frame?.part) this.#scalarPart = offset;
    this.#finish(frame, value, part, typeof value === "string" ? value.length : 1);
  }

  #endScalar(holder: Frame | undefined, offset: number): void {
    if (this.#scalarPart !== undefined && holder !== undefined)
      holder.part.inner += offset - this.#scalarPart;
    this.#scalarPart = undefined;
  }

  /** Adds a complete value to its holder, or to the parts. */
  #finish(holder: Frame | undefined, value: unknown, part: OpenPart, bytes: number): void {
    this.#due = holder === undefined ? "value" : "next";
    if (holder?.part === part) addTo(holder, value);
    else {
      const { path, place, fault } = part;
      this.parts.push({ path, value, bytes, fault, line: place.line, column: place.column });
    }
  }

  #routeIn(frame: Frame | undefined): Route | undefined {
    if (frame === undefined) return this.#top;
    return frame.route?.below.get(Array.isArray(frame.value) ? "*" : frame.name);
  }

  #partAt(frame: Frame | undefined, route: Route | undefined, offset: number): OpenPart {
    if (frame !== undefined && route?.isPart !== true) return frame.part;
    return { path: route?.path ?? "", place: this.#placeOf(offset), begin: offset, inner: 0 };
  }

  #expectValue(what: string, offset: number): void {
    if (this.#due !== "value" && this.#due !== "valueOrEnd") throw this.#unexpected(what, offset);
  }

  #unexpected(what: string, offset: number): JsonFault {
    return new JsonFault(offset, faults.unexpected(what, this.#wanted()));
  }

  #wanted(): string {
    if (this.#due !== "next") return tokenNames[this.#due];
    return Array.isArray(this.#open.at(-1)?.value) ? tokenNames.commaOrBracket : tokenNames.commaOrBrace;
  }
}

function addTo({ value: holder, name }: Frame, value: unknown): void {
  if (Array.isArray(holder)) holder.push(value);
  // An assignment would set the prototype.
  else if (name === "__proto__")
    Object.defineProperty(holder, name, { value, writable: true, enumerable: true, configurable: true });
  else holder[name] = value;
}
