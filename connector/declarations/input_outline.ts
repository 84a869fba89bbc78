/** Shows the minimal form of an input: its required fields, with … instead of values. */
import { posix } from "node:path";
import type { JsonObject } from "../contract/types.js";
import type { Declarations } from "./load.js";

/**
 * Returns the outline on one line; `{}` if no field is required.
 * @param file - path of the schema from the root
 */
export function inputOutline(file: string, schemas: Declarations["schemas"]): string {
  return shape(schemas.get(file) ?? {}, file, schemas);
}

/** Returns the outline of a schema. References are relative to its file. */
function shape(schema: JsonObject, file: string, schemas: Declarations["schemas"]): string {
  const { $ref, type, properties = {}, required = [] } = schema;
  if (typeof $ref === "string") return inputOutline(posix.join(posix.dirname(file), $ref), schemas);
  const kind = Array.isArray(type) ? type[0] : type;
  if (kind === "array") return "[…]";
  if (kind !== "object") return kind === "string" ? '"…"' : "…";
  const fields = (required as string[]).map((name) => {
    const field = (properties as Record<string, JsonObject>)[name] ?? {};
    return `${JSON.stringify(name)}:${shape(field, file, schemas)}`;
  });
  return `{${fields.join(",")}}`;
}
