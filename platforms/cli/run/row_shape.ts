/** Finds the schema of the items of a list in an input or in an output. */
import { posix } from "node:path";
import { getAt, isObject, type JsonObject } from "../../../connector/platform_api.js";

/**
 * Returns the path of the items' schema from the root; undefined for items without a file of their own.
 * @param list - JSON Pointer of the list in the data
 */
export function shapePath(schema: unknown, list: string): string | undefined {
  const reference = getAt(itemsAt(schema, list), "/$ref");
  return typeof reference === "string" ? posix.join("schemas/actions", reference) : undefined;
}

/** Returns the schemas of the items' fields, by name. */
export function fieldsOfItems(
  schema: unknown,
  list: string,
  schemas: ReadonlyMap<string, unknown>,
): Readonly<JsonObject> {
  const path = shapePath(schema, list);
  const fields = getAt(path === undefined ? itemsAt(schema, list) : schemas.get(path), "/properties");
  return isObject(fields) ? fields : {};
}

function itemsAt(schema: unknown, list: string): unknown {
  return getAt(schema, `${list.replaceAll("/", "/properties/")}/items`);
}
