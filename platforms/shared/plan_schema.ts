/** The output schema of an action that has a dry run: json_body is the body of the service, or a plan. */
import type { ActionDescription, JsonObject } from "../../connector/index.js";

/** Path of the schema of a plan, from the root. */
export const planPath = "schemas/plan.json";

/** The schema, which also accepts the output of a dry run if the action has one. */
export function withPlan<Schema extends JsonObject>(
  schema: Schema,
  { options }: Pick<ActionDescription, "options">,
  plan: JsonObject | undefined,
): Schema {
  if (!("dry_run" in options) || plan === undefined) return schema;
  const { $schema: _dialect, ...ofPlan } = plan;
  const properties = schema["properties"] as JsonObject | undefined;
  const body = properties?.["json_body"];
  return {
    ...schema,
    properties: { ...properties, json_body: body === undefined ? ofPlan : { anyOf: [body, ofPlan] } },
  };
}
