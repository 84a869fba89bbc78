/** Converts a self-contained schema of 2020-12 to draft-07, which platforms read. */
import type { JsonObject } from "../../connector/platform_api.js";
import { changedWithin, type Schema, withoutRest } from "./subschemas.js";

/** Address of the dialect. */
const dialect = "http://json-schema.org/draft-07/schema#";

/**
 * Keywords that mean the same in both dialects. All others, and a `format` that draft-07 would enforce, are
 * omitted.
 */
const shared = new Set(
  `$comment title description default examples readOnly writeOnly type enum const multipleOf maximum
  exclusiveMaximum minimum exclusiveMinimum maxLength minLength pattern items maxItems minItems uniqueItems
  maxProperties minProperties required properties patternProperties propertyNames
  additionalProperties if then else allOf anyOf oneOf not`.split(/\s+/),
);

/** @param schema - its references point to its own `$defs` */
export function draft07(schema: JsonObject): JsonObject {
  const { $defs, ...own } = schema;
  const rest = translated(own) as JsonObject;
  if ($defs === undefined) return { $schema: dialect, ...rest };
  const { definitions } = changedWithin({ definitions: $defs }, translated);
  return { $schema: dialect, ...rest, definitions };
}

function translated(schema: Schema): unknown {
  if (typeof schema === "boolean") return schema;
  const { $ref, ...others } = changedWithin(withoutRest(schema), translated);
  const kept = Object.fromEntries(Object.entries(others).filter(([word]) => shared.has(word)));
  if (typeof $ref !== "string") return kept;
  const reference = { $ref: $ref.replace(/^#\/\$defs\//, "#/definitions/") };
  if (Object.keys(kept).length === 0) return reference;
  // Draft-07 ignores the siblings of a reference.
  return { ...kept, allOf: [reference, ...((kept["allOf"] ?? []) as unknown[])] };
}
