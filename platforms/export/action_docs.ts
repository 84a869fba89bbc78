/**
 * Pages for people, made from the declarations: one per action, an index, the codes, and the benign values.
 */
import {
  type Action,
  type ActionDescription,
  type ActionSummary,
  type Connector,
  type Declarations,
  errorTable,
  type Field,
  fieldsOf,
  type OptionSchema,
} from "../../connector/platform_api.js";
import { benignPage } from "./benign_page.js";
import { plain, tableOf } from "./page_text.js";

const codesPage = "codes.md";
const head =
  "<!-- Made from the declarations: by `npm run generate` in the repository, by `export docs` elsewhere. Do not edit. -->";

/**
 * Returns the pages by path within their folder: one per action, an index, the codes, and the benign values.
 */
export function actionPages(connector: Connector, declarations: Declarations): Map<string, string> {
  const names = connector.actions().map(({ name }) => name);
  return new Map([
    ["README.md", `${head}\n\n# Actions\n\n${actionTable(connector, "")}\n`],
    ...names.map((name) => [`${name}.md`, pageOf(name, connector, declarations)] as const),
    [codesPage, `${head}\n\n${codes()}\n`],
    ["benign_values.md", `${head}\n\n${benignPage(declarations)}\n`],
  ]);
}

/**
 * Returns a table of the actions.
 * @param link - returns the link from the table to the page of an action
 */
export function actionTable(connector: Connector, link: string): string {
  const rows = connector
    .actions()
    .map((action) => [`[\`${action.name}\`](${link}${action.name}.md)`, action.effect, lineOf(action, link)]);
  return tableOf(["action", "effect", "Description"], rows);
}

function lineOf({ description, deprecated }: ActionSummary, link: string): string {
  const [first = ""] = /^.*?\.(?= |$)/.exec(plain(description)) ?? [];
  if (deprecated === undefined) return first;
  return `**Deprecated**, use ${linksTo(deprecated.successors, link)}. ${first}`;
}

function pageOf(name: string, connector: Connector, declarations: Declarations): string {
  const action = connector.describe(name);
  const fields = (part: string) =>
    fieldsOf(`schemas/actions/${name}.${part}.json`, declarations.schemas).map(fieldLine);
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
  return `${[head, ...sections.flat()].filter((part) => part !== "").join("\n\n")}\n`;
}

type Example = ActionDescription["examples"][number];

function deprecation({ deprecated }: ActionDescription): string[] {
  if (deprecated === undefined) return [];
  return [`**Deprecated**: ${plain(deprecated.notice)} Use ${linksTo(deprecated.successors, "")} instead.`];
}

function endpoint(
  { request, steps = [], service, effect, idempotent }: ActionDescription,
  { manifest }: Declarations,
): string {
  const again = idempotent
    ? "repeating a call has no further effect"
    : "each repetition of a call has a further effect";
  const calls =
    request === undefined
      ? steps.map(({ action, check, precondition: listed }, i) =>
          action === undefined
            ? `**Step ${i + 1}:** check of ${check}${check === "write" ? probe(manifest) : ""}`
            : `**Step ${i + 1}:** ${linksTo([action], "")}${listed === undefined ? "" : `, for what ${linksTo([listed.action], "")} listed before the first step, if it matches the row`}`,
        )
      : [`**URL:** \`${request.path.slice(1)}\``, `**Method:** \`${request.method}\``];
  return list([
    ...calls,
    ...(service === "" ? [] : [`**Service:** ${service}`]),
    `**Effect:** ${effect}; ${again}`,
  ]);
}

/** Returns the request of the connection test. */
function probe({ connectionTest: { action, body } }: Declarations["manifest"]): string {
  return `, by the request of ${linksTo([action], "")} with the body \`${JSON.stringify(body)}\`, which cannot write anything, and counts against its rate limits`;
}

function fieldLine({ name, depth, kind, required, description }: Field): string {
  const text = description === "" ? "" : `: ${plain(description)}`;
  return `${"  ".repeat(depth)}- **${plain(name)}** (${plain(kind)})${required ? " – Required" : ""}${text}`;
}

function optionLine([name, { type, enum: values, description }]: [string, OptionSchema]): string {
  const kind = values?.join(" | ") ?? type ?? "";
  return `**${plain(name)}** (${plain(kind)}): ${plain(description)}`;
}

function limits({ batch, paging, capacity, rateLimits }: ActionDescription): string {
  const rows =
    batch === undefined
      ? []
      : [`Any number of rows; ${batch.maxItems} per call, ${batch.concurrency} calls at the same time.`];
  const pages =
    paging === undefined
      ? []
      : [`One page; \`${paging.fetchAllInput}\` or \`${paging.maxItemsInput}\` follows the others.`];
  const full =
    capacity === undefined
      ? []
      : [`The service holds ${capacity.limit}; once it is full, only updates are sent.`];
  const table = Object.entries(rateLimits).map(([name, { calls, perSeconds, key, source }]) => [
    `\`${name}\``,
    `${calls} in ${perSeconds} s`,
    key.join(", "),
    plain(source),
  ]);
  const calls = table.length === 0 ? "" : tableOf(["budget", "calls", "for each", "by"], table);
  const notes = [...rows, ...pages, ...full];
  const text = [notes.length === 0 ? "" : list(notes), calls].filter((part) => part !== "").join("\n\n");
  return text === "" ? "Only those of its steps." : text;
}

function permissions({ permissions: needed, permissionNames, steps }: ActionDescription): string {
  if (steps?.every(({ check }) => check !== undefined) === true)
    return "No permission is needed: the result lists the missing ones.";
  if (needed.role !== undefined) return `The role ${plain(needed.role)} on the resource of the call.`;
  const oneOf = (names: readonly string[]) =>
    names.length === 0 ? "no permission is sufficient" : names.map((name) => `\`${name}\``).join(" or ");
  return list([
    `**Application:** ${oneOf(needed.application)}`,
    `**Delegated:** ${oneOf(needed.delegated)}`,
    ...Object.entries(permissionNames).map(
      ([name, { title, resource }]) => `\`${name}\` is called "${plain(title)}", of ${plain(resource)}`,
    ),
  ]);
}

function errors({ name, rules }: ActionDescription, { actions, composed }: Declarations): string[] {
  const declared = actions.get(name);
  const { antiExamples = [] } = declared ?? composed.get(name) ?? {};
  const wrong = antiExamples.map(({ title, code, reason }) => [plain(title), `\`${code}\``, plain(reason)]);
  const checks = rules.map(({ code, message, source = "", level }) => [
    `\`${code}\`${level === "warning" ? " (warning)" : ""}`,
    plain(message),
    plain(source),
  ]);
  const what = declared?.batch === undefined && declared !== undefined ? "the body" : "a row";
  return [
    "## Errors",
    ...(wrong.length === 0 ? [] : [tableOf(["code", "code", "requirement"], wrong)]),
    ...(checks.length === 0 ? [] : [`Checks of ${what}, in addition to its schema:`]),
    ...(checks.length === 0 ? [] : [tableOf(["code", "sentence", "by"], checks)]),
    ...(declared === undefined ? [] : [list(statusesOf(declared))]),
    `[All codes](${codesPage})`,
  ];
}

/** Returns how the statuses of failed calls are handled. */
function statusesOf({
  bisect: bisect,
  notFoundStatuses: notFound = [],
  retry,
  idempotent,
}: Action): string[] {
  const lost = retry.statuses.filter((status) => status !== 429);
  return [
    ...(bisect === undefined
      ? []
      : [`${bisect.statuses.join(", ")}: the batch is split until the bad rows are isolated.`]),
    ...notFound.map((status) => `${status}: the object of the call does not exist (\`NotFound\`).`),
    ...(idempotent
      ? [`${retry.statuses.join(", ")}: the call is retried.`]
      : [
          "429: the call is retried.",
          `${lost.join(", ")}, or no response: the call is not retried, because it may have succeeded and a retry would repeat its effect (\`OutcomeUnknown\`).`,
        ]),
  ];
}

/**
 * Returns the codes at the start of a row's reason or on an error, in addition to those of the row checks.
 */
function codes(): string {
  const rows = Object.entries(errorTable).map(([code, { kind, retryable, hint }]) => [
    `\`${code}\``,
    kind,
    retryable ? "yes" : "no",
    plain(hint),
  ]);
  const about =
    "Each failure has a code, at the beginning of a row's reason or on an error. The checks of an action's rows have their own codes, which are listed on the page of the action.";
  return ["# Codes", about, tableOf(["code", "kind", "a retry may succeed", "what to do"], rows)].join(
    "\n\n",
  );
}

function exampleOf(example: Example): string[] {
  return [`### ${plain(example.title)}`, json(example.input), "gives", json(example.output)];
}

function linksTo(names: readonly string[], link: string): string {
  return names.map((name) => `[\`${name}\`](${link}${name}.md)`).join(" or ");
}

function list(items: readonly string[]): string {
  return items.map((item) => `- ${item}`).join("\n");
}

function json(value: unknown): string {
  return `\`\`\`json\n${JSON.stringify(value, null, 2)}\n\`\`\``;
}
