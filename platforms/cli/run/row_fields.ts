/** Finds the fields of a row that a person recognizes it by. */
import type { ActionDescription } from "../../../connector/platform_api.js";
import type { RowFields } from "../report/report_types.js";
import { fieldsOfItems } from "./row_shape.js";

/** Names of fields with the value of a row, in the order in which they are looked for. */
const values = ["indicatorValue", "pattern", "externalId", "id"];
const types = ["indicatorType", "type"];

/**
 * Returns the fields with the value, the type and the action of a row.
 * @param schemas - schemas by their path from the root
 */
export function rowFieldsOf(
  { rows = "", input, results }: Pick<ActionDescription, "rows" | "input" | "results">,
  schemas: ReadonlyMap<string, unknown>,
): RowFields {
  const fields = fieldsOfItems(input, rows, schemas);
  const has = (name: string): boolean => Object.hasOwn(fields, name);
  const type = types.find(has);
  return {
    indicator: results?.match?.row ?? values.find(has) ?? "id",
    ...(type === undefined ? {} : { type }),
    ...(has("action") ? { action: "action" } : {}),
  };
}
