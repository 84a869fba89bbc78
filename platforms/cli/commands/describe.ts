/**
 * The command `describe`: prints inputs, outputs, limits and permissions of an action, as text or as JSON.
 */
import {
  type ActionDescription,
  createConnector,
  type Declarations,
  type Field,
  fieldsOf,
  type OptionSchema,
} from "../../../connector/platform_api.js";
import { type Io, print } from "../../shared/io.js";
import { twoColumns, widthOf, wrap } from "../ui/columns.js";
import { concurrencyText } from "../../shared/concurrency_text.js";
import { loadDeclarations } from "../../shared/declarations.js";

/**
 * Prints the description. Throws UnknownAction.
 * @param asJson - prints the raw description with complete examples and schemas
 */
export async function describeCommand(name: string, asJson: boolean, io: Io): Promise<number> {
  const declarations = loadDeclarations(io.env);
  const connector = await createConnector({ declarations, env: io.env });
  const description = connector.describe(name);
  const text = asJson
    ? JSON.stringify(description, null, 2)
    : readable(description, declarations, widthOf(io.stdout)).join("\n");
  await print(io, `${text}\n`);
  return 0;
}

function readable(action: ActionDescription, { schemas }: Declarations, width: number): string[] {
  const fields = (part: string) =>
    twoColumns(fieldsOf(`schemas/actions/${action.name}.${part}.json`, schemas).map(columns), width, 2);
  return [
    `${action.name}: ${action.title}`,
    ...wrap(action.description, width),
    "",
    ...twoColumns(facts(action), width),
    "",
    "Input",
    ...fields("input"),
    "",
    "Output",
    ...fields("output"),
    "",
    "Options of a run (dry_run is the flag --dry-run, and so on)",
    ...twoColumns(Object.entries(action.options).map(optionColumns), width, 2),
    ...(action.rules.length === 0 ? [] : ["", "Row checks (their sources with --json)"]),
    ...action.rules.flatMap(({ code, message, level }) =>
      wrap(`- ${code}${level === "warning" ? " (warning)" : ""}: ${message}`, width),
    ),
    "",
    "An input for run",
    JSON.stringify(goodInput(action), null, 2),
    "",
    "Examples (complete with --json)",
    ...action.examples.map(({ title }) => `  ${title}`),
  ];
}

function columns({ name, depth, kind, required, description }: Field): [string, string] {
  const text = `${kind}${required ? ", required" : ""}. ${description}`;
  return [" ".repeat(2 * depth) + name, text.trimEnd()];
}

function optionColumns([name, { type, enum: values, description }]: [string, OptionSchema]): [
  string,
  string,
] {
  return [name, `${values?.join(" | ") ?? type}. ${description}`];
}

/** Returns the shortest example input that succeeds. */
function goodInput({ examples, results }: ActionDescription): object {
  const failedWhen = results !== undefined && "failedWhen" in results ? results.failedWhen : true;
  const failed = JSON.stringify({ [results?.failedField ?? ""]: failedWhen }).slice(1, -1);
  const good = examples.filter(({ output }) => !JSON.stringify(output).includes(failed));
  const lengthOf = (example: object) => JSON.stringify(example).length;
  const [first] = (good.length > 0 ? good : examples)
    .map(({ input }) => input)
    .toSorted((a, b) => lengthOf(a) - lengthOf(b));
  return first ?? {};
}

type Fact = [string, string];

function facts(action: ActionDescription): Fact[] {
  const { deprecated, effect, request, steps, service, batch, capacity, paging, rateLimits, docs } = action;
  const again = action.idempotent
    ? "repeating a call has no further effect"
    : "each repetition of a call has a further effect";
  return [
    ...fact("Deprecated", deprecated, deprecatedText),
    ["Effect", `${effect}; ${again}`],
    ...fact("Request", request, (found) => requestText(found, service)),
    ...fact("Steps", steps, stepsText),
    ...fact("Rows", batch, rowsText),
    ...fact("Capacity", capacity, capacityText),
    ...fact("Pages", paging, pagesText),
    ...Object.entries(rateLimits).flatMap(([name, rateLimit]) => limitText(name, rateLimit)),
    ...permissionFacts(action),
    ...docs.map((address, i): Fact => [i === 0 ? "Documents" : "", address]),
  ];
}

/** Returns the fact, or nothing if the action does not declare it. */
function fact<Value>(name: string, value: Value | undefined, textOf: (value: Value) => string): Fact[] {
  return value === undefined ? [] : [[name, textOf(value)]];
}

function permissionFacts(action: ActionDescription): Fact[] {
  const { permissions, permissionNames, connectionTest, needsAsset } = action;
  if (!needsAsset) return [["Permissions", "none; no asset is needed"]];
  // The connection test needs no permission, and lists every permission.
  const isOpenToAll = connectionTest !== undefined;
  return [
    ...(isOpenToAll ? [] : [["Permissions", permissionText(permissions)] as Fact]),
    ...Object.entries(permissionNames).map(
      ([name, { title, resource }]): Fact => ["", `${name}: "${title}" of ${resource}`],
    ),
  ];
}

function deprecatedText({ notice, successors }: NonNullable<ActionDescription["deprecated"]>): string {
  return `${notice} Use ${successors.join(" or ")} instead`;
}

function rowsText(batch: NonNullable<ActionDescription["batch"]>): string {
  return `any number in ${placeOf(batch.items)}; at most ${batch.maxItems} per call, with ${concurrencyText(batch)}`;
}

type Request = NonNullable<ActionDescription["request"]>;

function requestText(request: Request, service: string): string {
  return `${request.method} ${request.path} of ${service}${queryText(request)}`;
}

function stepsText(steps: NonNullable<ActionDescription["steps"]>): string {
  return steps.map(({ action }) => action).join(", then ");
}

function capacityText({
  limit,
  listAction: existing,
  overflow,
}: NonNullable<ActionDescription["capacity"]>): string {
  const ways = ["first", ...Object.keys(overflow), "fail"].join(", ");
  return `${limit}; when that is reached, only what ${existing} lists is sent; --overflow: ${ways}`;
}

function queryText({ query, filter }: Request): string {
  const places = [query, filter?.equals].filter((place) => place !== undefined).map(placeOf);
  return places.length === 0 ? "" : `, with ${places.join(" and ")} as its query`;
}

function pagesText({
  items,
  next,
  fetchAllInput: all,
  maxItemsInput: max,
}: NonNullable<ActionDescription["paging"]>): string {
  const list = `as one list in ${placeOf(items)}`;
  if (all === undefined) return `all of them, ${list}; with ${max} until it has this many items`;
  const rest = `also those that ${next === undefined ? "follow" : `${placeOf(next)} links to`}, ${list}`;
  return `the first one; with ${all} or ${max} ${rest}`;
}

function placeOf(pointer: string): string {
  return pointer.slice(1).replaceAll("/", ".");
}

function limitText(name: string, rateLimit: ActionDescription["rateLimits"][string]): Fact[] {
  const { calls, perSeconds, key, source } = rateLimit;
  return [
    ["Limit", `${calls} calls in ${perSeconds} s per ${key.join(", ")} (rate limit ${name})`],
    ["", source],
  ];
}

function permissionText({ application, delegated, role }: ActionDescription["permissions"]): string {
  if (role !== undefined) return `the role ${role} on the resource of the call`;
  const oneOf = (names: readonly string[]) =>
    names.length === 0 ? "no permission is sufficient" : names.join(" or ");
  return `application: ${oneOf(application)}; delegated: ${oneOf(delegated)}`;
}
