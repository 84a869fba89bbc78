/** The HTTP service as an OpenAPI 3.0 document, converted from the OpenAPI 3.1 document. */
import { getAt, type JsonObject } from "../../connector/platform_api.js";
import { spdxLicense } from "./document_parts.js";
import { openApi30Schema } from "./openapi30_schemas.js";
import type { Schema } from "./subschemas.js";

/** Some readers accept 3.0.0 and 3.0.1 only. */
const version = "3.0.1";

/** @param document - OpenAPI 3.1 document, as the service returns it */
export function openApi30Document(document: JsonObject): JsonObject {
  const lookup = (reference: string) => getAt(document, reference.slice(1)) as Schema;
  const convert = (schema: Schema) => openApi30Schema(schema, lookup);
  const { info, paths, components, ...others } = document as Record<string, JsonObject>;
  const { schemas, ...parts } = components as Record<string, Record<string, Schema>>;
  return {
    ...others,
    openapi: version,
    info: spdxLicense(info as JsonObject),
    paths: withSchemas(paths, convert),
    components: {
      ...(withSchemas(parts, convert) as JsonObject),
      schemas: Object.fromEntries(
        Object.entries(schemas ?? {}).map(([name, schema]) => [name, convert(schema)]),
      ),
    },
  };
}

/** Converts what is behind each key `schema`. Values of examples are left alone. */
function withSchemas(value: unknown, convert: (schema: Schema) => JsonObject): unknown {
  if (Array.isArray(value)) return value.map((item) => withSchemas(item, convert));
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).map(([name, inner]) => {
    if (name === "examples") return [name, inner];
    return [name, name === "schema" ? convert(inner as Schema) : withSchemas(inner, convert)];
  });
  return Object.fromEntries(entries);
}
