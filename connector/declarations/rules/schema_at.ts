/** Finds a place in a schema by the path of the data that it describes. */
import { posix } from "node:path";
import { at } from "../../contract/json_pointer.js";
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

/**
 * Names of the fields of an array's items; undefined if the items declare none, and may have any.
 * @param path - path of the file that the array is in
 */
export function itemFields(
  array: JsonObject | undefined,
  all: ReadonlyMap<string, JsonObject>,
  path: string,
): string[] | undefined {
  const names = fieldsOf(array?.["items"] as JsonObject | undefined, all, path);
  return names.length === 0 ? undefined : names;
}

function fieldsOf(
  schema: JsonObject | undefined,
  all: ReadonlyMap<string, JsonObject>,
  path: string,
): string[] {
  const own = propertyNames(schema, all, path);
  const $ref = schema?.["$ref"];
  if (typeof $ref !== "string") return own;
  const [file = "", place = ""] = $ref.split("#");
  const target = file === "" ? path : posix.join(posix.dirname(path), file);
  return [...own, ...fieldsOf(at(all.get(target), place) as JsonObject | undefined, all, target)];
}
