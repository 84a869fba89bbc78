/** The rows are an array of the input's schema and part of the request body. */
import { parsePointer } from "../../contract/json_pointer.js";
import { ids } from "../schema_set.js";
import { everyAction } from "./rule.js";
import { schemaAt } from "./schema_at.js";

export const batchItemsAreRowsOfTheBody = everyAction((action, { schemas }) => {
  const { batch, request } = action;
  if (batch === undefined) return [];
  const isArray = schemaAt(schemas, ids.input(action.name), parsePointer(batch.items))?.["type"] === "array";
  const isSent = request.body !== undefined && `${batch.items}/`.startsWith(`${request.body}/`);
  return [
    ...(isArray
      ? []
      : [{ pointer: "/batch/items", message: "must lead to an array of the input's schema." }]),
    ...(isSent
      ? []
      : [{ pointer: "/batch/items", message: "must lie within request.body, or the rows are not sent." }]),
  ];
});
