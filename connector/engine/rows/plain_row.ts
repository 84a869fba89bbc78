/** Converts a row into the form that JSON writes, so that the same values are checked and sent. */
import { types } from "node:util";
import { quoteName } from "../../contract/quote_name.js";
import type { JsonObject } from "../../contract/types.js";
import { jsonMessages } from "./messages.js";

/** Deeper rows overflow the stack, and larger ones take too long, when they are compared or written as JSON. */
const maxDepth = 64;
const maxParts = 10_000;

/**
 * Returns a copy of the row as JSON writes it, or a message if JSON cannot represent it. A getter is called once, so
 * that the checked value is the one that is sent. Parts of plain JSON are not copied.
 * @param isField - whether a name is a field of the row: a row is rejected if JSON would leave such a field out
 */
export function plainRow(row: object, isField: (name: string) => boolean = () => true): JsonObject | string {
  const read = readOnce(row);
  if (read !== undefined && partsLeft(read, maxDepth, maxParts) >= 0) return read;
  try {
    const copy = new Writer(isField).copy(row, [], maxDepth);
    if (typeof copy === "object" && copy !== null && !Array.isArray(copy)) return copy as JsonObject;
    return jsonMessages.anotherForm;
  } catch (error) {
    if (error instanceof Unwritable) return error.message;
    throw error;
  }
}

/** Returns a copy of the fields; undefined if JSON writes other fields than these. */
function readOnce(row: object): JsonObject | undefined {
  if (!isPlainObject(row)) return undefined;
  const read = { ...row } as JsonObject;
  return Object.getOwnPropertyNames(row).length === Object.keys(read).length ? read : undefined;
}

/** The reason that JSON cannot represent a row. */
class Unwritable extends Error {}

/**
 * Returns how many of the allowed parts are left after the value, or -1 if a part is not plain JSON.
 * @param left - number of parts that the value may contain
 */
function partsLeft(value: object, levels: number, left: number): number {
  let rest = left - 1;
  if (Array.isArray(value)) {
    for (const part of value) {
      rest = typeof part === "string" ? rest - 1 : leftAfter(part, levels, rest);
      if (rest < 0) return -1;
    }
    return rest;
  }
  for (const key in value) {
    const part: unknown = (value as JsonObject)[key];
    rest = typeof part === "string" ? rest - 1 : leftAfter(part, levels, rest);
    if (rest < 0) return -1;
  }
  return rest;
}

/** Handles everything except text, which most values of a row are. */
function leftAfter(part: unknown, levels: number, left: number): number {
  if (typeof part === "boolean" || part === undefined || part === null) return left - 1;
  if (typeof part === "number") return isExact(part) ? left - 1 : -1;
  if (typeof part !== "object" || levels === 1 || left <= 0 || !isPlain(part)) return -1;
  return partsLeft(part, levels - 1, left);
}

/** Whether JSON represents the number exactly. A larger whole number was rounded when it was read. */
function isExact(value: number): boolean {
  return Number.isInteger(value) ? Number.isSafeInteger(value) : Number.isFinite(value);
}

/** Any other object has fields that JSON omits, or writes itself in another form. */
function isPlain(value: object): boolean {
  if (Array.isArray(value)) return !writesItself(value);
  if (!isPlainObject(value)) return false;
  for (const name of Object.getOwnPropertyNames(value)) {
    const descriptor = Object.getOwnPropertyDescriptor(value, name);
    if (descriptor?.enumerable !== true || descriptor.get !== undefined) return false;
  }
  return true;
}

/** Whether the object writes nothing itself and inherits nothing. */
function isPlainObject(value: object): boolean {
  if (writesItself(value)) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return (prototype === Object.prototype || prototype === null) && !types.isProxy(value);
}

/** Names of readable fields that JSON does not write: inherited ones, and own ones that are not enumerable. */
function* unwrittenNames(value: object): Generator<string> {
  for (let holder = value; holder !== null && holder !== Object.prototype; ) {
    for (const name of Object.getOwnPropertyNames(holder))
      if (name !== "constructor" && !isWritten(value, name)) yield name;
    holder = Object.getPrototypeOf(holder) as object;
  }
}

function isWritten(value: object, name: string): boolean {
  return Object.getOwnPropertyDescriptor(value, name)?.enumerable === true;
}

function writesItself(value: object): value is { toJSON(key: string): unknown } {
  return "toJSON" in value && typeof value.toJSON === "function";
}

/** Copies one value as `JSON.stringify` writes it. Throws if that would omit a field or write null instead of a value. */
class Writer {
  readonly #isField: (name: string) => boolean;
  #left = maxParts;

  constructor(isField: (name: string) => boolean) {
    this.#isField = isField;
  }

  /** @param path - names that lead to the value */
  copy(original: unknown, path: readonly string[], levels: number): unknown {
    const value = written(original, path);
    if (typeof value === "number" && !Number.isFinite(value))
      throw new Unwritable(jsonMessages.notFinite(placeOf(path), value));
    if (typeof value === "number" && !isExact(value))
      throw new Unwritable(jsonMessages.notExact(placeOf(path)));
    this.#left -= 1;
    const isSimple = typeof value !== "object" || value === null;
    if (this.#left < 0 || (levels === 0 && !isSimple))
      throw new Unwritable(jsonMessages.tooLarge(maxDepth, maxParts));
    if (isSimple) return plainValue(value, path);
    if (Array.isArray(value))
      return value.map((part, i) => this.copy(part, [...path, String(i)], levels - 1));
    if (Symbol.iterator in value) throw cannotHold(path, value.constructor?.name ?? "list");
    this.#checkUnwritten(value, path);
    const entries = Object.entries(value);
    return Object.fromEntries(
      entries.map(([name, part]) => [name, this.copy(part, [...path, name], levels - 1)]),
    );
  }

  #checkUnwritten(value: object, path: readonly string[]): void {
    for (const name of unwrittenNames(value)) {
      if (path.length === 0 && !this.#isField(name)) continue;
      const part = (value as JsonObject)[name];
      if (part === undefined || typeof part === "function") continue;
      throw new Unwritable(jsonMessages.notWritten(placeOf([...path, name])));
    }
  }
}

/** Returns what `JSON.stringify` writes: the result of `toJSON`, or the value inside a boxed primitive. */
function written(value: unknown, path: readonly string[]): unknown {
  if (typeof value !== "object" || value === null) return value;
  if (!writesItself(value)) return types.isBoxedPrimitive(value) ? value.valueOf() : value;
  const own = value.toJSON(path.at(-1) ?? "");
  if (own !== null && own !== undefined) return own;
  throw new Unwritable(jsonMessages.writtenAsNull(placeOf(path), types.isDate(value)));
}

function plainValue(value: unknown, path: readonly string[]): unknown {
  if (typeof value === "function" || typeof value === "symbol" || typeof value === "bigint")
    throw cannotHold(path, typeof value);
  return value;
}

function cannotHold(path: readonly string[], what: string): Unwritable {
  return new Unwritable(jsonMessages.cannotHold(placeOf(path), what));
}

function placeOf(path: readonly string[]): string {
  if (path.length === 0) return "the row";
  return path.map((name) => (/^\w{1,80}$/.test(name) ? name : quoteName(name))).join(".");
}
