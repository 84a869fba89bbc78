/** Reads fields of JSON values of unknown form. Inherited properties are never read. */

/** A JSON object. A name such as `__proto__` is a property like any other. */
export type JsonObject = Record<string, unknown>;

/** Returns whether a value is an object and not an array. */
export function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Returns a field; undefined if it is absent or null. */
export function fieldIn(object: JsonObject, name: string): unknown {
  return Object.hasOwn(object, name) ? (object[name] ?? undefined) : undefined;
}

/** Returns a field if it is a text that is not blank. */
export function textIn(object: JsonObject, name: string): string | undefined {
  const value = fieldIn(object, name);
  return typeof value === "string" && value.trim() !== "" ? value : undefined;
}

/** Returns the elements of a field if it is an array. */
export function listIn(object: JsonObject, name: string): readonly unknown[] {
  const value = fieldIn(object, name);
  return Array.isArray(value) ? value : [];
}

/** Returns the elements of a field that should be an array; a single value is its only element. */
export function entriesIn(object: JsonObject, name: string): readonly unknown[] {
  const value = fieldIn(object, name);
  if (value === undefined) return [];
  return Array.isArray(value) ? value : [value];
}

const truths: ReadonlyMap<unknown, boolean> = new Map<unknown, boolean>([
  ["true", true],
  ["1", true],
  ["false", false],
  ["0", false],
]);

/** Returns what a truth says, also as a text or a number; undefined for anything else. */
export function truthOf(value: unknown): boolean | undefined {
  if (typeof value === "boolean") return value;
  const isShort = typeof value === "number" || typeof value === "string";
  return isShort ? truths.get(String(value).trim().toLowerCase()) : undefined;
}

/** Returns the objects of a field if it is an array. */
export function objectsIn(object: JsonObject, name: string): readonly JsonObject[] {
  return listIn(object, name).filter(isObject);
}
