/** The inputs of the GitHub Action: its own, those of the declared actions, their options, and the fields of an asset. */
import {
  type Connector,
  type Declarations,
  fieldsOf,
  type JsonObject,
  type OptionSchema,
} from "../../connector/platform_api.js";

/** One input of the GitHub Action. */
export interface ActionInput {
  readonly description: string;
  readonly isRequired?: boolean;
  readonly default?: string;
}

/** All inputs, by name. A name can be an option and a field of an asset: the option is used if the action has it. */
export interface ActionInputs {
  readonly own: Readonly<Record<string, ActionInput>>;
  /** Parts of the input of an action. */
  readonly parts: Readonly<Record<string, ActionInput>>;
  readonly options: Readonly<Record<string, ActionInput>>;
  readonly assetFields: Readonly<Record<string, ActionInput>>;
}

const own = {
  action: { description: "Name of the action to run, such as import_indicators.", isRequired: true },
  input_file: {
    description:
      "JSON file with the whole input of the action, optionally .gz. Excludes the inputs for its parts. Use a file for more than 100 kB.",
  },
  fail_on_failed_rows: {
    description: "true: the step fails if a row fails. false: failed rows are warnings.",
    default: "false",
  },
} satisfies Record<string, ActionInput>;

/** Returns the inputs that the declarations make. */
export function actionInputs(connector: Connector, declarations: Declarations): ActionInputs {
  return {
    own,
    parts: partsOf(connector),
    options: described(connector.options()),
    assetFields: assetFieldsOf(declarations),
  };
}

function described(options: Readonly<Record<string, OptionSchema>>): Record<string, ActionInput> {
  return Object.fromEntries(
    Object.entries(options).map(([name, { description }]) => [
      name,
      { description: `Option of the run. ${description}` },
    ]),
  );
}

/** Returns the top-level fields of all inputs. The first action that has one describes it. */
function partsOf(connector: Connector): Record<string, ActionInput> {
  const users = new Map<string, { readonly about: string; readonly actions: string[] }>();
  for (const { name } of connector.actions()) {
    const properties = (connector.describe(name).input["properties"] ?? {}) as Record<string, JsonObject>;
    for (const [part, { description = "" }] of Object.entries(properties)) {
      const known = users.get(part) ?? { about: String(description), actions: [] };
      known.actions.push(name);
      users.set(part, known);
    }
  }
  return Object.fromEntries(
    [...users].map(([part, { about, actions }]) => [
      part,
      { description: `${about} As JSON; part of the input of ${actions.join(", ")}.`.trim() },
    ]),
  );
}

/** Returns the fields of all kinds of assets. The first kind that has a field describes it. */
function assetFieldsOf({ manifest, schemas }: Declarations): Record<string, ActionInput> {
  const found = new Map<string, ActionInput>();
  const fields = Object.values(manifest.assets).flatMap(({ schema }) => fieldsOf(schema, schemas));
  for (const { name, description, depth } of fields)
    if (depth === 0 && !found.has(name))
      found.set(name, { description: `Field of the asset. ${description}`.trim() });
  return Object.fromEntries(found);
}
