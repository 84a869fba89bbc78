/** The commands of the integration: one for each action, and what the script needs of each. */
import {
  type ActionDescription,
  type Declarations,
  type Field,
  fieldsOf,
  type OptionSchema,
  parsePointer,
} from "../../connector/platform_api.js";
import { type ActionArgument, argumentsOf } from "../shared/action_arguments.js";

/** A command as the script reads it. */
export interface ScriptCommand {
  /** Name of the action. */
  readonly name: string;
  readonly title: string;
  /** Place of the output in the context. */
  readonly context: string;
  readonly arguments: readonly Pick<ActionArgument, "name" | "path" | "form">[];
  /** Names of the options. */
  readonly options: readonly string[];
  /** Names that lead to the list in the body of the output. */
  readonly list?: readonly string[];
  /** Field of a result that contains whether the row failed, and its value then. */
  readonly failedField?: string;
  readonly failedWhen?: boolean;
}

/** A command of the integration. */
export interface Command {
  readonly name: string;
  readonly script: ScriptCommand;
  /** The entry in the YAML. */
  readonly entry: object;
}

/** Returns the command of an action. */
export function commandOf(
  action: ActionDescription,
  { manifest, schemas }: Pick<Declarations, "manifest" | "schemas">,
): Command {
  const name = `${manifest.name}-${action.name.replaceAll("_", "-")}`;
  const context = `${pascalCase(manifest.name)}.${pascalCase(action.name)}`;
  const ofInput = argumentsOf(action, schemas);
  const entry = {
    name,
    description: descriptionOf(action),
    ...(action.deprecated === undefined ? {} : { deprecated: true }),
    ...(action.effect === "destructive" ? { execution: true } : {}),
    arguments: [...ofInput.map(argumentEntry), ...Object.entries(action.options).map(optionEntry)],
    outputs: outputsOf(context, fieldsOf(`schemas/actions/${action.name}.output.json`, schemas)),
  };
  return { name, entry, script: scriptCommand(action, context, ofInput) };
}

function scriptCommand(
  { name, title, options, results, paging }: ActionDescription,
  context: string,
  ofInput: readonly ActionArgument[],
): ScriptCommand {
  const list = results?.items ?? paging?.items;
  return {
    name,
    title,
    context,
    arguments: ofInput.map(({ name: argument, path, form }) => ({ name: argument, path, form })),
    options: Object.keys(options),
    ...(list === undefined ? {} : { list: parsePointer(list) }),
    ...(results === undefined ? {} : { failedField: results.failedField, failedWhen: failedWhenOf(results) }),
  };
}

function failedWhenOf(results: NonNullable<ActionDescription["results"]>): boolean {
  return "failedWhen" in results && results.failedWhen !== undefined ? results.failedWhen : true;
}

/** Returns a name in the form of context paths: `import_indicators` → `ImportIndicators`. */
export function pascalCase(name: string): string {
  const words = name.split(/[_-]/);
  return words.map((word) => `${word.charAt(0).toUpperCase()}${word.slice(1)}`).join("");
}

function descriptionOf({ description, deprecated }: ActionDescription): string {
  return deprecated === undefined ? description : `${description} ${deprecated.notice}`;
}

const formNotes: Partial<Record<ActionArgument["form"], string>> = {
  json: "As JSON.",
  list: "Separated by commas, or as a JSON array.",
  either: "A text, or a JSON array.",
};

function argumentEntry({ name, form, values, isRequired, description }: ActionArgument): object {
  const predefined = form === "boolean" ? ["true", "false"] : values;
  return {
    name,
    description: [description, formNotes[form] ?? ""].join(" ").trim() || name,
    ...(isRequired ? { required: true } : {}),
    ...(form === "list" ? { isArray: true } : {}),
    ...(predefined.length === 0 ? {} : { auto: "PREDEFINED", predefined }),
  };
}

function optionEntry([name, { description, enum: values, type }]: [string, OptionSchema]): object {
  const predefined = type === "boolean" ? ["true", "false"] : values;
  return {
    name,
    description: `Option of the run. ${description}`,
    ...(predefined === undefined ? {} : { auto: "PREDEFINED", predefined }),
  };
}

const types: Readonly<Record<string, string>> = {
  string: "String",
  integer: "Number",
  number: "Number",
  boolean: "Boolean",
};

function outputsOf(context: string, fields: readonly Field[]): object[] {
  const path: string[] = [];
  const all = fields.map(({ name, depth, kind, description }) => {
    path.splice(depth, Infinity, name);
    return {
      contextPath: [context, ...path].join("."),
      description: description === "" ? name : description,
      type: kind.includes(" | ") ? "String" : (types[kind] ?? "Unknown"),
    };
  });
  // Several forms of an output can have the same field.
  return [...new Map(all.map((output) => [output.contextPath, output])).values()];
}
