/** Changes the schemas within a schema. Leaves alone what only looks like a schema, such as an example. */
import type { JsonObject } from "../../connector/platform_api.js";

/** Keywords with one schema as value. */
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
/** Keywords with a list of schemas. */
const listed = new Set(["allOf", "anyOf", "oneOf"]);
/** Keywords with an object of schemas by free names. */
const named = new Set(["$defs", "definitions", "patternProperties", "properties"]);

/** A JSON Schema: true allows everything, false nothing. */
export type Schema = JsonObject | boolean;

/** Returns the schema with `change` applied to its direct subschemas. */
export function changedWithin(schema: JsonObject, change: (schema: Schema) => unknown): JsonObject {
  const changed = ([word, value]: [string, unknown]): [string, unknown] => {
    // Every dialect allows true and false here.
    if (word === "additionalProperties" && typeof value === "boolean") return [word, value];
    if (single.has(word)) return [word, change(value as Schema)];
    if (listed.has(word)) return [word, (value as Schema[]).map(change)];
    if (!named.has(word)) return [word, value];
    const entries = Object.entries(value as Record<string, Schema>);
    return [word, Object.fromEntries(entries.map(([name, one]) => [name, change(one)]))];
  };
  return Object.fromEntries(Object.entries(schema).map(changed));
}

/** Removes the keywords for further items: an older dialect would apply them to all items. */
export function withoutRest(schema: JsonObject): JsonObject {
  if (!Object.hasOwn(schema, "prefixItems")) return schema;
  const { items: _rest, ...others } = schema;
  return others;
}
