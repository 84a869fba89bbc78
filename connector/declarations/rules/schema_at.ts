/** Finds a part of a schema by the path of the data that it describes. */
import { posix } from "node:path";
import { getAt, escapeToken } from "../../contract/json_pointer.js";
import type { JsonObject } from "../../contract/types.js";

/**
 * Returns the schema of the property at a path of a file; undefined if none is declared. Follows references.
 */
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

/** Returns the referenced schema with its file; the schema itself if it is not a reference. */
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

/** Returns the names of the declared properties, including those of its parts. */
export function propertyNames(
  schema: JsonObject | undefined,
  all: ReadonlyMap<string, JsonObject>,
  path: string,
): string[] {
  return propertiesOf(schema, all, path).map(([name]) => name);
}

/** Returns the declared properties by name, including those of its parts. */
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
 * Returns the field names of an array's items; undefined if the items accept any field.
 * @param path - path of the file that contains the array
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
 * Returns the types of a field of an array's items; undefined if none is declared.
 * @param path - path of the file that contains the array
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

/** Returns the schema and the schemas that it references, each with the path of its file. */
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
