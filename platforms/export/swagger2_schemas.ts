/**
 * Converts a schema of OpenAPI 3.1 to Swagger 2.0, which has fewer keywords. Never allows less than before.
 */
import type { JsonObject } from "../../connector/platform_api.js";
import { changedWithin, type Schema, withoutRest } from "./subschemas.js";

/** Keywords that mean the same in both. All others only restrict values, and are omitted. */
const shared = new Set(
  `title description format enum multipleOf maximum minimum maxLength minLength pattern items maxItems
  minItems uniqueItems maxProperties minProperties required properties additionalProperties allOf`.split(
    /\s+/,
  ),
);

/** Keywords that are kept if a value has one of several types; others would imply one of the types. */
const ofAnyType = new Set(["title", "description", "enum"]);

/** Returns the schema of a reference. */
export type Lookup = (reference: string) => Schema;

/** Returns the schema in the keywords of Swagger. */
export function swaggerSchema(schema: Schema, lookup: Lookup): JsonObject {
  if (typeof schema === "boolean") return {};
  const { $ref, ...others } = schema;
  if (typeof $ref !== "string") return wordsOf(schema, lookup);
  const words = wordsOf(others, lookup);
  const reference = { $ref: swaggerReference($ref) };
  if (Object.keys(words).length === 0) return reference;
  // Siblings of a reference are ignored.
  return { ...words, allOf: [reference, ...((words["allOf"] ?? []) as unknown[])] };
}

/** Returns the Swagger form of a reference within the document. */
export function swaggerReference(reference: string): string {
  return reference.replace("#/components/schemas/", "#/definitions/").replace("#/components/", "#/");
}

function wordsOf(schema: JsonObject, lookup: Lookup): JsonObject {
  const types = typesOf(schema, lookup);
  const [type, ...others] = types.filter((one) => one !== "null");
  const isOneType = type !== undefined && others.length === 0;
  const known = others.length === 0 ? shared : ofAnyType;
  const words = changedWithin(plainer(withoutRest(schema)), (inner) => swaggerSchema(inner, lookup));
  const isNullable = types.includes("null");
  // Without a type, null cannot be allowed next to the listed values.
  if (isNullable && !isOneType) delete words["enum"];
  return {
    ...(isOneType ? { type } : {}),
    ...Object.fromEntries(Object.entries(words).filter(([word]) => known.has(word))),
    ...(isOneType && type === "array" && words["items"] === undefined ? { items: {} } : {}),
    ...(isOneType && isNullable ? { "x-nullable": true } : {}),
  };
}

/** Removes keywords that Swagger expresses in another way or would misread. */
function plainer(schema: JsonObject): JsonObject {
  const { additionalProperties, required, ...others } = schema;
  const { patternProperties, enum: _values, ...rest } = others;
  const values = valuesOf(schema)?.filter((value) => value !== null) ?? [];
  const hasRest = additionalProperties !== undefined && patternProperties === undefined;
  return {
    ...rest,
    ...(values.length === 0 ? {} : { enum: values }),
    ...(Array.isArray(required) && required.length > 0 ? { required } : {}),
    ...(hasRest ? { additionalProperties } : {}),
  };
}

/** Returns the allowed values; undefined if the schema does not list any. */
export function valuesOf(schema: JsonObject): unknown[] | undefined {
  if (Object.hasOwn(schema, "const")) return [schema["const"]];
  return schema["enum"] as unknown[] | undefined;
}

/** Returns the names of the possible types of a value; empty if the schema does not say. */
export function typesOf(schema: Schema, lookup: Lookup): string[] {
  if (typeof schema === "boolean") return [];
  const { $ref, type, anyOf, oneOf } = schema;
  if (typeof type === "string") return [type];
  if (Array.isArray(type)) return type as string[];
  if (typeof $ref === "string") return typesOf(lookup($ref), lookup);
  const alternatives = (anyOf ?? oneOf ?? []) as Schema[];
  const found = alternatives.map((one) => typesOf(one, lookup));
  const types = found.some(({ length }) => length === 0) ? [] : found.flat();
  return [...new Set([...types, ...(valuesOf(schema) ?? []).map(typeOf)])];
}

function typeOf(value: unknown): string {
  if (value === null) return "null";
  return Array.isArray(value) ? "array" : typeof value;
}
