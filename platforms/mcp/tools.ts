/** Converts each action to a tool: name, description, schemas and hints as they are declared. */
import type { ActionDescription, Connector, Declarations, JsonObject } from "../../connector/platform_api.js";
import { planPath, withOptions, withPlan } from "../shared/option_schemas.js";
import { bundleSchema } from "../shared/bundle_schema.js";

/** A tool as the protocol describes it. */
export interface Tool {
  name: string;
  title: string;
  description: string;
  inputSchema: ObjectSchema;
  outputSchema: ObjectSchema;
  annotations: {
    readOnlyHint: boolean;
    destructiveHint: boolean;
    idempotentHint: boolean;
    openWorldHint: boolean;
  };
}

/** The protocol accepts schemas of objects only, and every input and output is an object. */
type ObjectSchema = JsonObject & { type: "object" };

/** Returns the tools of a server. */
export function toolsOf(
  connector: Pick<Connector, "describe">,
  schemas: Declarations["schemas"],
  offered: ReadonlySet<string>,
): Tool[] {
  return [...offered].map((name) => toolOf(connector.describe(name), schemas));
}

function toolOf(action: ActionDescription, schemas: Declarations["schemas"]): Tool {
  const { name, title, description, effect, idempotent } = action;
  const schemaOf = (part: string) =>
    bundleSchema(`schemas/actions/${name}.${part}.json`, schemas) as ObjectSchema;
  return {
    name,
    title,
    description,
    inputSchema: { ...withOptions(schemaOf("input"), action), additionalProperties: false },
    outputSchema: withPlan(schemaOf("output"), action, schemas.get(planPath)),
    annotations: {
      readOnlyHint: effect === "read",
      destructiveHint: effect === "destructive",
      idempotentHint: idempotent,
      openWorldHint: true,
    },
  };
}
