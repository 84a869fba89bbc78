/** Each declared input is used: in the path, the query, the headers or the body, or for paging. */
import { parsePointer } from "../../contract/json_pointer.js";
import { ids } from "../schema_set.js";
import { everyAction } from "./rule.js";

export const inputsAreSent = everyAction(({ name: action, request, paging }, { schemas }) => {
  const declared = Object.keys(schemas.get(ids.input(action))?.["properties"] ?? {});
  const { body, query, pathParameters, filter, notSent = [] } = request;
  const roots = [body, query, pathParameters, filter?.equals, ...notSent].map(
    (pointer) => parsePointer(pointer ?? "")[0],
  );
  const used = new Set<string | undefined>([
    "headers",
    paging?.fetchAllInput,
    paging?.maxItemsInput,
    ...roots,
  ]);
  return declared
    .filter((name) => !used.has(name))
    .map((name) => ({
      pointer: "/request",
      message: `does not send ${name}, which the input's schema declares; remove it from the schema.`,
    }));
});
