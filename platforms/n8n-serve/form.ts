/** The fields of the declarative node: what a person fills in, and where n8n puts it in the request. */
import type { ActionDescription, OptionSchema } from "../../connector/platform_api.js";
import type { ActionArgument } from "../shared/action_arguments.js";
import { choiceOf, tidy, titleOf, whether } from "./wording.js";

/** A field, as n8n declares it. */
export type Field = Readonly<Record<string, unknown>> & { readonly displayName: string };

/** The fields of one action: the required ones, and a collection of the others. */
export function actionFields(action: ActionDescription, all: readonly ActionArgument[]): Field[] {
  const displayOptions = { show: { operation: [action.name] } };
  const required = all.filter(({ isRequired }) => isRequired);
  const others = all.filter(({ isRequired }) => !isRequired).map((argument) => argumentField(argument));
  const options = Object.entries(action.options).map(optionField);
  return [
    ...required.map((argument) => ({
      ...argumentField(argument, exampleOf(action, argument)),
      required: true,
      displayOptions,
    })),
    ...collection("Additional Fields", "fields", others, displayOptions),
    ...collection("Options", "options", options, displayOptions),
  ];
}

function collection(
  displayName: string,
  name: string,
  fields: readonly Field[],
  displayOptions: object,
): Field[] {
  if (fields.length === 0) return [];
  const placeholder = name === "fields" ? "Add Field" : "Add Option";
  return [
    {
      displayName,
      name,
      type: "collection",
      placeholder,
      default: {},
      displayOptions,
      options: sorted(fields),
    },
  ];
}

/** Returns the fields by their names on the screen, as the linter wants them. */
export function sorted<Item extends { readonly displayName?: string; readonly name?: unknown }>(
  items: readonly Item[],
): Item[] {
  const nameOf = ({ displayName, name }: Item) => displayName ?? String(name);
  return items.toSorted((one, other) => nameOf(one).localeCompare(nameOf(other), "en"));
}

function exampleOf({ examples }: ActionDescription, { path }: ActionArgument): unknown {
  let value: unknown = examples[0]?.input;
  for (const name of path) value = (value as Record<string, unknown> | undefined)?.[name];
  return value;
}

/** Values of n8n's expressions; a text with JSON becomes what it represents. */
const values: Readonly<Partial<Record<ActionArgument["form"], string>>> = {
  json: '={{ typeof $value === "string" ? JSON.parse($value) : $value }}',
  list: '={{ $value.startsWith("[") ? JSON.parse($value) : $value.split(",").map((part) => part.trim()) }}',
  either: '={{ $value.startsWith("[") || $value.startsWith("{") ? JSON.parse($value) : $value }}',
};

function argumentField(argument: ActionArgument, example?: unknown): Field {
  const { form, path, description } = argument;
  // The linter expects the limit of a list, with its own default, below this name.
  const name = argument.name === "limit" ? path.join("_") : argument.name;
  const value = values[form];
  const send = { type: "body", property: propertyOf(path), ...(value === undefined ? {} : { value }) };
  return {
    displayName: titleOf(name),
    name,
    ...typeOf(argument, example),
    description: form === "boolean" ? whether(description) : tidy(description, noteOf(form)),
    routing: { send },
  };
}

function noteOf(form: ActionArgument["form"]): string {
  if (form === "list") return "Separated by commas, or a JSON array.";
  return form === "either" ? "A text, or a JSON array." : "";
}

function typeOf({ form, values: choices }: ActionArgument, example: unknown): object {
  if (choices.length > 0)
    return { type: "options", options: choicesOf(choices), default: choices.toSorted()[0] };
  if (form === "number") return { type: "number", default: 0 };
  if (form === "boolean") return { type: "boolean", default: false };
  if (form !== "json") return { type: "string", default: "" };
  return { type: "json", default: example === undefined ? "{}" : JSON.stringify(example, null, 2) };
}

function choicesOf(names: readonly string[]): object[] {
  return sorted(names.map((value) => ({ name: choiceOf(value), value })));
}

/** Returns the path in lodash's form, which n8n uses. */
function propertyOf([first = "", ...others]: readonly string[]): string {
  return others.reduce(
    (path, name) => path + (/^[\w$]+$/.test(name) ? `.${name}` : `[${JSON.stringify(name)}]`),
    first,
  );
}

function optionField([name, { description, enum: choices, type, minimum, examples }]: [
  string,
  OptionSchema,
]): Field {
  const about = { displayName: titleOf(name), name };
  const routing = { send: { type: "query", property: name } };
  if (choices !== undefined)
    return {
      ...about,
      type: "options",
      options: choicesOf(choices),
      default: choices[0],
      description: tidy(description),
      routing,
    };
  if (type === "boolean")
    return { ...about, type: "boolean", default: false, description: whether(description), routing };
  const limits = minimum === undefined ? {} : { typeOptions: { minValue: minimum } };
  const value = examples?.[0] ?? minimum ?? 0;
  return { ...about, type: "number", ...limits, default: value, description: tidy(description), routing };
}
