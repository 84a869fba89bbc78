/** Names in a filter are sent unchanged, so the input's schema must declare each one. */
import { parsePointer } from "../../contract/json_pointer.js";
import { ids } from "../schema_set.js";
import { everyAction } from "./rule.js";
import { schemaAt } from "./schema_at.js";

export const filterNamesAreDeclared = everyAction(({ name, request: { filter } }, { schemas }) => {
  if (filter === undefined) return [];
  const holder = schemaAt(schemas, ids.input(name), parsePointer(filter.equals));
  const isClosed = holder?.["properties"] !== undefined && holder["additionalProperties"] === false;
  const message = "must lead to an object of the input's schema that rejects unknown properties.";
  return isClosed ? [] : [{ pointer: "/request/filter/equals", message }];
});
