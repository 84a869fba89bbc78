/** The page of one action. */
import {
  type ActionDescription,
  type Declarations,
  type Field,
  fieldsOf,
  type OptionSchema,
} from "../../connector/platform_api.js";
import { endpoint, errors, limits, permissions } from "./action_sections.js";
import { linksTo, list, plain } from "./page_text.js";

/** Returns the text of the page. */
export function actionPage(action: ActionDescription, declarations: Declarations): string {
  const fields = (part: string) =>
    fieldsOf(`schemas/actions/${action.name}.${part}.json`, declarations.schemas).map(fieldLine);
  const [example, ...others] = action.examples as [Example, ...Example[]];
  const sections = [
    [`# ${action.title}`],
    [`**Description**: ${plain(action.description)}`],
    deprecation(action),
    ["## Endpoint", endpoint(action, declarations)],
    ["## Inputs", fields("input").join("\n") || "None.", "### Example", json(example.input)],
    ["## Output", "### Example", `${plain(example.title)}, as the command line prints it:`],
    [json([example.output]), "### Output Parameters", fields("output").join("\n")],
    ["## Limits", limits(action)],
    ["## Permissions", permissions(action)],
    ["## Options", list(Object.entries(action.options).map(optionLine))],
    errors(action, declarations),
    others.length === 0 ? [] : ["## More examples", ...others.flatMap(exampleOf)],
    action.docs.length === 0 ? [] : ["## Documents", list(action.docs.map((one) => `<${one}>`))],
  ];
  return sections
    .flat()
    .filter((part) => part !== "")
    .join("\n\n");
}

type Example = ActionDescription["examples"][number];

function deprecation({ deprecated }: ActionDescription): string[] {
  if (deprecated === undefined) return [];
  return [`**Deprecated**: ${plain(deprecated.notice)} Use ${linksTo(deprecated.successors, "")} instead.`];
}

function fieldLine({ name, depth, kind, required, description }: Field): string {
  const text = description === "" ? "" : `: ${plain(description)}`;
  return `${"  ".repeat(depth)}- **${plain(name)}** (${plain(kind)})${required ? " – Required" : ""}${text}`;
}

function optionLine([name, { type, enum: values, description }]: [string, OptionSchema]): string {
  const kind = values?.join(" | ") ?? type ?? "";
  return `**${plain(name)}** (${plain(kind)}): ${plain(description)}`;
}

function exampleOf(example: Example): string[] {
  return [`### ${plain(example.title)}`, json(example.input), "returns", json(example.output)];
}

function json(value: unknown): string {
  return `\`\`\`json\n${JSON.stringify(value, null, 2)}\n\`\`\``;
}
