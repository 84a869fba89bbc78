/**
 * Converts a schema of OpenAPI 3.1 to OpenAPI 3.0, which has fewer keywords. Never allows less than before.
 */
import type { JsonObject } from "../../connector/platform_api.js";
import { changedWithin, type Schema, withoutRest } from "./subschemas.js";
import { type Lookup, typesOf, valuesOf } from "./swagger2_schemas.js";

/** Keywords that mean the same in both. All others only restrict values, and are omitted. */
const shared = new Set(
  `title description format enum multipleOf maximum minimum exclusiveMaximum exclusiveMinimum maxLength minLength
  pattern items maxItems minItems uniqueItems maxProperties minProperties required properties
  additionalProperties allOf anyOf oneOf not default readOnly writeOnly deprecated`.split(/\s+/),
);

/** Keywords of a value of one type. If there are several types, the others would imply one of them. */
const ofAnyType = new Set(["title", "description", "enum", "allOf", "anyOf", "oneOf", "not", "default"]);

/** Returns the schema in the keywords of OpenAPI 3.0. */
export function openApi30Schema(schema: Schema, lookup: Lookup): JsonObject {
  // True and false are schemas in 3.1 only.
  if (typeof schema === "boolean") return schema ? {} : { not: {} };
  const { $ref, ...others } = schema;
  if (typeof $ref !== "string") return wordsOf(schema, lookup);
  const words = wordsOf(others, lookup);
  if (Object.keys(words).length === 0) return { $ref };
  // Siblings of a reference are ignored.
  return { ...words, allOf: [{ $ref }, ...((words["allOf"] ?? []) as unknown[])] };
}

function wordsOf(schema: JsonObject, lookup: Lookup): JsonObject {
  const types = typesOf(schema, lookup);
  const named = types.filter((one) => one !== "null");
  const [type] = named.length === 1 ? named : [];
  const isMixed = named.length > 1;
  const words = changedWithin(plainer(withoutRest(schema)), (inner) => openApi30Schema(inner, lookup));
  const known = isMixed && Array.isArray(schema["type"]) ? ofAnyType : shared;
  const kept = Object.entries(words).filter(([word]) => known.has(word));
  const alternatives = alternativesOf(withoutNulls(schema), lookup);
  return {
    ...(type === undefined ? {} : { type }),
    ...Object.fromEntries(kept),
    ...(alternatives === undefined ? {} : alternatives),
    ...(type === "array" && words["items"] === undefined ? { items: {} } : {}),
    ...(type !== undefined && types.includes("null") ? { nullable: true } : {}),
  };
}

/** Returns the alternatives without the one for null, which `nullable` expresses; undefined if there was none. */
function alternativesOf(schema: JsonObject | undefined, lookup: Lookup): JsonObject | undefined {
  if (schema === undefined) return undefined;
  const { anyOf } = changedWithin({ anyOf: schema["anyOf"] }, (inner) => openApi30Schema(inner, lookup));
  return { anyOf };
}

function withoutNulls({ anyOf }: JsonObject): JsonObject | undefined {
  const all = (anyOf ?? []) as Schema[];
  const rest = all.filter((one) => typeof one === "boolean" || one["type"] !== "null");
  return rest.length === all.length ? undefined : { anyOf: rest };
}

/** Expresses keywords of 3.1 in words of 3.0. */
function plainer(schema: JsonObject): JsonObject {
  const { additionalProperties, patternProperties, required, minimum, maximum, ...others } = schema;
  const { exclusiveMinimum: above, exclusiveMaximum: below, enum: _values, ...rest } = others;
  const values = valuesOf(schema);
  const hasRest = additionalProperties !== undefined && patternProperties === undefined;
  return {
    ...rest,
    ...(values === undefined ? {} : { enum: values }),
    ...(Array.isArray(required) && required.length > 0 ? { required } : {}),
    ...(hasRest ? { additionalProperties } : {}),
    ...limit("minimum", "exclusiveMinimum", minimum, above),
    ...limit("maximum", "exclusiveMaximum", maximum, below),
  };
}

/** In 3.0 the word for an exclusive limit is true or false. */
function limit(word: string, exclusive: string, inclusive: unknown, exclusiveLimit: unknown): JsonObject {
  if (typeof exclusiveLimit === "number") return { [word]: exclusiveLimit, [exclusive]: true };
  return inclusive === undefined ? {} : { [word]: inclusive };
}
