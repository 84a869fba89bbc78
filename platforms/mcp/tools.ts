/** Converts each action to a tool: name, description, schemas and hints as they are declared. */
import type { ActionDescription, Connector, Declarations, JsonObject } from "../../connector/platform_api.js";
import { planPath, withOptions, withPlan } from "../shared/option_schemas.js";
import { bundleSchema } from "../shared/bundle_schema.js";
import { withProfile } from "./call_assets.js";
import { offeredActions, type ToolChoice } from "./offered_actions.js";

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

/** What a server offers. */
export interface OfferedTools {
  /** Names of the actions. */
  readonly offered: ReadonlySet<string>;
  /** Their tools, for a server with one asset. */
  readonly tools: readonly Tool[];
}

/** Throws UnknownAction and InvalidOption for a choice that is not possible. */
export function offeredTools(
  connector: Pick<Connector, "actions" | "describe">,
  schemas: Declarations["schemas"],
  choice: ToolChoice,
): OfferedTools {
  const offered = offeredActions(connector, choice);
  return { offered, tools: toolsOf(connector, schemas, offered) };
}

/** Returns the tools of a server with one asset. */
export function toolsOf(
  connector: Pick<Connector, "describe">,
  schemas: Declarations["schemas"],
  offered: ReadonlySet<string>,
): Tool[] {
  return [...offered].map((name) => toolOf(connector.describe(name), schemas));
}

/** Returns the tools of a client that can use these actions and profiles. */
export function toolsFor(
  tools: readonly Tool[],
  { actions, profiles }: { actions: ReadonlySet<string>; profiles: readonly string[] },
): Tool[] {
  const usable = tools.filter(({ name }) => actions.has(name));
  return usable.map((tool) => ({ ...tool, inputSchema: withProfile(tool.inputSchema, profiles) }));
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
