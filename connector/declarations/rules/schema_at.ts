/** Finds a place in a schema by the path of the data that it describes. */
import { posix } from "node:path";
import { getAt, escapeToken } from "../../contract/json_pointer.js";
import type { JsonObject } from "../../contract/types.js";

/** Returns the schema of the property at that path of a file; undefined if none is declared. References are followed. */
export function schemaAt(
  all: ReadonlyMap<string, JsonObject>,
  file: string,
  path: readonly string[],
): JsonObject | undefined {
  let place = followed(all, file, all.get(file));
  for (const token of path) {
    const properties = place?.schema["properties"] as Record<string, JsonObject> | undefined;
    place = followed(all, place?.file ?? file, properties?.[token]);
  }
  return place?.schema;
}

/** Returns the schema that a reference leads to, with its file; the schema itself if it is not a reference. */
export function followed(
  all: ReadonlyMap<string, JsonObject>,
  file: string,
  schema: JsonObject | undefined,
): { readonly schema: JsonObject; readonly file: string } | undefined {
  const $ref = schema?.["$ref"];
  if (schema === undefined || typeof $ref !== "string") return schema && { schema, file };
  const [path = "", pointer = ""] = $ref.split("#");
  const target = path === "" ? file : posix.join(posix.dirname(file), path);
  const found = getAt(all.get(target), pointer) as JsonObject | undefined;
  return found && { schema: { ...found, ...schema, $ref: undefined }, file: target };
}

/** Names of the properties that a schema declares, those of its parts included. */
export function propertyNames(
  schema: JsonObject | undefined,
  all: ReadonlyMap<string, JsonObject>,
  path: string,
): string[] {
  return propertiesOf(schema, all, path).map(([name]) => name);
}

/** The properties that a schema declares by their names, those of its parts included. */
export function propertiesOf(
  schema: JsonObject | undefined,
  all: ReadonlyMap<string, JsonObject>,
  path: string,
): [name: string, property: JsonObject][] {
  const own = Object.entries((schema?.["properties"] ?? {}) as Record<string, JsonObject>);
  const parts = (schema?.["allOf"] ?? []) as JsonObject[];
  const folder = path.slice(0, path.lastIndexOf("/"));
  const others = parts.flatMap(({ $ref }) =>
    typeof $ref === "string" ? propertiesOf(all.get(`${folder}/${$ref}`), all, `${folder}/${$ref}`) : [],
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

/**
 * Types of a field of an array's items; undefined if none is declared.
 * @param path - path of the file that the array is in
 */
export function typesOf(
  field: string,
  array: JsonObject | undefined,
  all: ReadonlyMap<string, JsonObject>,
  path: string,
): readonly unknown[] | undefined {
  const items = withReferences(array?.["items"] as JsonObject | undefined, all, path).find(
    ([schema]) => getAt(schema, `/properties/${escapeToken(field)}`) !== undefined,
  );
  const type = getAt(items?.[0], `/properties/${escapeToken(field)}/type`);
  return type === undefined ? undefined : [type].flat();
}

function fieldsOf(
  schema: JsonObject | undefined,
  all: ReadonlyMap<string, JsonObject>,
  path: string,
): string[] {
  return withReferences(schema, all, path).flatMap(([each, file]) => propertyNames(each, all, file));
}

/** The schema and those that its references lead to, each with the path of its file. */
function withReferences(
  schema: JsonObject | undefined,
  all: ReadonlyMap<string, JsonObject>,
  path: string,
  seen: readonly JsonObject[] = [],
): [schema: JsonObject, path: string][] {
  if (schema === undefined || seen.includes(schema)) return [];
  const { $ref } = schema;
  if (typeof $ref !== "string") return [[schema, path]];
  const [file = "", place = ""] = $ref.split("#");
  const target = file === "" ? path : posix.join(posix.dirname(path), file);
  return [
    [schema, path],
    ...withReferences(getAt(all.get(target), place) as JsonObject | undefined, all, target, [
      ...seen,
      schema,
    ]),
  ];
}
