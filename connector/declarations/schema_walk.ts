/** Visits a JSON Schema and all schemas within it. */
import { escapeToken, isObject } from "../contract/json_pointer.js";
import type { JsonObject } from "../contract/types.js";

/** Keywords with one schema, with schemas by name, or with a list of schemas. */
const ofOne = [
  "items",
  "additionalProperties",
  "unevaluatedProperties",
  "unevaluatedItems",
  "contains",
  "propertyNames",
  "not",
  "if",
  "then",
  "else",
];
const byName = ["properties", "patternProperties", "$defs", "definitions", "dependentSchemas"];
const inList = ["allOf", "anyOf", "oneOf", "prefixItems"];

/** Calls `visit` with each schema and its JSON Pointer, outer schemas first. */
export function walkSchema(
  schema: unknown,
  visit: (schema: JsonObject, pointer: string) => void,
  pointer = "",
): void {
  if (!isObject(schema)) return;
  visit(schema, pointer);
  for (const word of ofOne) walkSchema(schema[word], visit, `${pointer}/${word}`);
  for (const word of [...byName, ...inList]) {
    const within = schema[word];
    if (typeof within !== "object" || within === null) continue;
    for (const [name, part] of Object.entries(within))
      walkSchema(part, visit, `${pointer}/${word}/${escapeToken(name)}`);
  }
}
