/** Finds the fields of a row that a person recognizes it by. */
import type { ActionDescription, Declarations } from "../../../connector/platform_api.js";
import type { RowFields } from "../report/report_types.js";

/**
 * Returns the fields with the value, the type and the action of a row, as the mapping declares them. Without a mapping,
 * the value is what the results are matched by.
 * @param mapping - path of the mapping of the action
 */
export function rowFieldsOf(
  { results }: Pick<ActionDescription, "results">,
  mapping: string | undefined,
  { schemas }: Pick<Declarations, "schemas">,
): RowFields {
  const { shown } = (mapping === undefined ? {} : (schemas.get(mapping) ?? {})) as { shown?: RowFields };
  return shown ?? { indicator: results?.match?.row ?? "id" };
}
