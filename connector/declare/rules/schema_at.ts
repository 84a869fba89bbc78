/** Finds a place in a schema by the path of the data that it describes. */
import type { JsonObject } from "../../contract/types.js";

/** The schema of the property at that path; undefined where none is declared. */
export function schemaAt(schema: JsonObject | undefined, [token, ...rest]: string[]): JsonObject | undefined {
  if (token === undefined || schema === undefined) return schema;
  const properties = schema["properties"] as Record<string, JsonObject> | undefined;
  return schemaAt(properties?.[token], rest);
}

/** Names of the properties that a schema declares, those of its parts included. */
export function propertyNames(
  schema: JsonObject | undefined,
  all: ReadonlyMap<string, JsonObject>,
  path: string,
): string[] {
  const own = Object.keys(schema?.["properties"] ?? {});
  const parts = (schema?.["allOf"] ?? []) as JsonObject[];
  const folder = path.slice(0, path.lastIndexOf("/"));
  const others = parts.flatMap(({ $ref }) =>
    typeof $ref === "string" ? propertyNames(all.get(`${folder}/${$ref}`), all, `${folder}/${$ref}`) : [],
  );
  return [...own, ...others];
}
