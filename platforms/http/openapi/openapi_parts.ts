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

/** Rejections of every operation that needs a key. */
export const rejected = { "4XX": { $ref: "#/components/responses/Rejected" } };
const unavailable = { "5XX": { $ref: "#/components/responses/Failed" } };

/** What an operation that reads something has in addition to its responses. */
export interface Reading {
  readonly id: string;
  readonly summary: string;
  readonly description: string;
  readonly tag?: "Jobs" | "Service";
}

/** Returns an operation that reads something. */
export function reading({ id, summary, description, tag = "Service" }: Reading, ok: JsonObject): JsonObject {
  return {
    operationId: id,
    tags: [tag],
    summary,
    description,
    responses: { "200": ok, ...rejected, ...unavailable },
  };
}

/** Returns the schema of an object with one list. */
export function listOf(name: string, items: JsonObject): JsonObject {
  return object({ [name]: { type: "array", items } });
}
