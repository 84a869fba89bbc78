/** Small parts that several descriptions of the service share. */
import type { JsonObject } from "../../../connector/platform_api.js";

/** Returns a response with a JSON body. */
export function response(description: string, schema: JsonObject): JsonObject {
  return { description, content: { "application/json": { schema } } };
}

/** Returns the schema of an object with these properties, all of them required. */
export function object(properties: JsonObject): JsonObject {
  return { type: "object", required: Object.keys(properties), properties };
}

/** Returns the schema with further properties that may be absent. */
export function withMore(schema: JsonObject, more: JsonObject): JsonObject {
  return { ...schema, properties: { ...(schema["properties"] as JsonObject), ...more } };
}
