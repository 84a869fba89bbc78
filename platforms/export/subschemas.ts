/** Changes the schemas within a schema, and leaves alone what only looks like one, such as an example. */
import type { JsonObject } from "../../connector/platform_api.js";

/** Words with one schema behind them. */
const single = new Set([
  "additionalProperties",
  "contains",
  "else",
  "if",
  "items",
  "not",
  "propertyNames",
  "then",
]);
/** Words with a list of them. */
const listed = new Set(["allOf", "anyOf", "oneOf"]);
/** Words with an object of them, by names that are free. */
const named = new Set(["$defs", "definitions", "patternProperties", "properties"]);

/** A schema as JSON Schema has it: true allows everything, false nothing. */
export type Schema = JsonObject | boolean;

/** The schema, with `change` applied to those directly within it. */
export function changedWithin(schema: JsonObject, change: (schema: Schema) => unknown): JsonObject {
  const changed = ([word, value]: [string, unknown]): [string, unknown] => {
    // Every dialect has true and false in this place.
    if (word === "additionalProperties" && typeof value === "boolean") return [word, value];
    if (single.has(word)) return [word, change(value as Schema)];
    if (listed.has(word)) return [word, (value as Schema[]).map(change)];
    if (!named.has(word)) return [word, value];
    const entries = Object.entries(value as Record<string, Schema>);
    return [word, Object.fromEntries(entries.map(([name, one]) => [name, change(one)]))];
  };
  return Object.fromEntries(Object.entries(schema).map(changed));
}

/** Without what is said of further items: an older dialect would take it for all of them. */
export function withoutRest(schema: JsonObject): JsonObject {
  if (!Object.hasOwn(schema, "prefixItems")) return schema;
  const { items: _rest, ...others } = schema;
  return others;
}
