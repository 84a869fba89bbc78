// Small helpers for JSON values.

export type JsonObject = Record<string, unknown>;

/** Returns whether a value is an object, but not a list or null. */
export const isObject = (value: unknown): value is JsonObject =>
  typeof value === "object" && value !== null && !Array.isArray(value);

export const isText = (value: unknown): value is string => typeof value === "string";

/** Returns a value for a message: a string unchanged, anything else as JSON. */
export const asText = (value: unknown) => (isText(value) ? value : JSON.stringify(value));

/** Returns the parsed JSON of a body, or undefined if it cannot be parsed. */
export function jsonOf(body: Buffer | null): unknown {
  try {
    return JSON.parse(body?.toString("utf8") ?? "");
  } catch {
    return undefined;
  }
}
