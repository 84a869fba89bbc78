/** Only a read has pages. The output contains the items, and the input sets the number of items. */
import { parsePointer } from "../../contract/json_pointer.js";
import type { JsonObject } from "../../contract/types.js";
import { ids } from "../schema_set.js";
import { everyAction } from "./rule.js";
import { pagingWayFaults } from "../paging_faults.js";
import { schemaAt } from "./schema_at.js";

export const pagingFitsTheSchemas = everyAction(({ name, request, batch, paging }, { schemas }) => {
  if (paging === undefined) return [];
  const array = schemaAt(schemas, ids.output(name), ["json_body", ...parsePointer(paging.items)]);
  const max = schemaAt(schemas, ids.input(name), [paging.maxItemsInput]);
  const faults: [isRight: boolean, pointer: string, message: string][] = [
    [batch === undefined, "/paging", "cannot be combined with batch; remove one of them."],
    [holds(array, "array"), "/paging/items", "must lead to an array of the output's json_body."],
    [
      paging.fetchAllInput === undefined ||
        holds(schemaAt(schemas, ids.input(name), [paging.fetchAllInput]), "boolean"),
      "/paging/fetchAllInput",
      "must name a boolean of the input's schema.",
    ],
    [
      holds(max, "integer") && Number(max?.["minimum"]) >= 1,
      "/paging/maxItemsInput",
      "must name an integer of the input's schema, with a minimum of 1 or more.",
    ],
  ];
  const found = faults.filter(([isRight]) => !isRight).map(([, pointer, message]) => ({ pointer, message }));
  return [...found, ...pagingWayFaults({ name, request, paging }, schemas)];
});

function holds(schema: JsonObject | undefined, type: string): boolean {
  return [schema?.["type"]].flat().includes(type);
}
