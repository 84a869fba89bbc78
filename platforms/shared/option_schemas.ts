/**
 * Schemas for platforms that mix the options of a run with the input, and have one output for runs and dry
 * runs.
 */
import type { ActionDescription, JsonObject } from "../../connector/platform_api.js";

/** Path of the schema of a plan, from the root. */
export const planPath = "schemas/plan.json";

/** Returns the schema of an input with the options of the action as further fields. */
export function withOptions<Schema extends JsonObject>(
  schema: Schema,
  { options }: Pick<ActionDescription, "options">,
): Schema {
  return { ...schema, properties: { ...(schema["properties"] as JsonObject | undefined), ...options } };
}

/** Returns the schema of an output, which also accepts the output of a dry run if the action has one. */
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
