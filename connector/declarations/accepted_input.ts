/** Describes what an input can contain, to recognize values that are not inputs. */
import { posix } from "node:path";
import { getAt, parsePointer } from "../contract/json_pointer.js";
import type { AcceptedInput } from "../contract/compiled_action.js";
import type { Declarations } from "./load.js";
import { itemFields, schemaAt } from "./rules/schema_at.js";

/**
 * Returns a function that describes the input.
 * @param file - path of the input's schema from the root
 * @param rowsAt - pointer to the list of rows; absent if there is none
 * @param rowAt - pointer to the one object that is sent; absent if there is none
 */
export function acceptedInput(
  file: string,
  rowsAt: string | undefined,
  rowAt: string | undefined,
  { schemas, composed }: Pick<Declarations, "schemas" | "composed">,
): () => AcceptedInput {
  return () => {
    const schema = schemas.get(file);
    const place = rowsAt ?? rowAt;
    const found = place === undefined ? undefined : schemaAt(schemas, file, parsePointer(place));
    const list = rowsAt === undefined ? { items: found } : found;
    return {
      rowsAt: place,
      isList: rowsAt !== undefined,
      fields: itemFields(list, schemas, file) ?? [],
      names: Object.keys(schema?.["properties"] ?? {}),
      parser: parserOf(itemShape(found, file), { schemas, composed }),
    };
  };
}

/** Returns the path of the schema of a list's items; undefined for items without a file of their own. */
function itemShape(list: unknown, file: string): string | undefined {
  const reference = getAt(list, "/items/$ref");
  return typeof reference === "string" ? posix.join(posix.dirname(file), reference) : undefined;
}

/** Returns the action that parses feeds into rows of this shape. */
function parserOf(
  shape: string | undefined,
  { schemas, composed }: Pick<Declarations, "schemas" | "composed">,
): AcceptedInput["parser"] {
  for (const { name, parse } of composed.values())
    if (parse !== undefined && shape !== undefined && schemas.get(parse.mapping)?.["shape"] === shape)
      return { action: name, contentAt: `${parse.input}/content` };
  return undefined;
}
