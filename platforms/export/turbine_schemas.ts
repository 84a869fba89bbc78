/**
 * JSON Schemas for Swimlane Turbine: input and output of each action and each kind of asset, as
 * self-contained files.
 */
import type { ActionDescription, JsonObject } from "../../connector/platform_api.js";
import { planPath, withOptions, withPlan } from "../shared/option_schemas.js";
import { bundleSchema } from "../shared/bundle_schema.js";
import { draft07 } from "./draft07.js";
import { type Files, jsonText, type Source } from "./files.js";

/**
 * Returns `<action>.input.json` with the options of the run, `<action>.output.json` and
 * `assets/<kind>.json`.
 */
export function turbineSchemas({ connector, declarations: { manifest, schemas } }: Source): Files {
  const actions = connector.actions().map(({ name }) => connector.describe(name));
  const whole = (path: string): JsonObject => bundleSchema(path, schemas);
  const text = (schema: JsonObject): string => jsonText(draft07(schema));
  const filesOf = (action: ActionDescription): [string, string][] => {
    const [input, output] = [`${action.name}.input.json`, `${action.name}.output.json`];
    const ofOutput = withPlan(whole(`schemas/actions/${output}`), action, schemas.get(planPath));
    return [
      [input, text(withOptions(whole(`schemas/actions/${input}`), action))],
      [output, text(ofOutput)],
    ];
  };
  return new Map([
    ...actions.flatMap(filesOf),
    ...Object.entries(manifest.assets).map(
      ([kind, { schema }]) => [`assets/${kind}.json`, text(whole(schema))] as const,
    ),
  ]);
}
