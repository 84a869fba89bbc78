/** The sections of an action's page that need several parts of its declaration. */
import type { Action, ActionDescription, Declarations } from "../../connector/platform_api.js";
import { concurrencyText } from "../shared/concurrency_text.js";
import { linksTo, list, plain, tableOf } from "./page_text.js";

/** Path of the page of all codes, from the page of an action. */
const codesPage = "../reference/errors.md";

/** Returns the request or the steps, the service and the effect of an action. */
export function endpoint(
  { request, steps = [], connectionTest = [], needsAsset, service, effect, idempotent }: ActionDescription,
  { manifest }: Declarations,
): string {
  const again = idempotent
    ? "repeating a call has no further effect"
    : "each repetition of a call has a further effect";
  const calls =
    request === undefined
      ? [...steps.map(stepText), ...connectionTest.map((part) => testPartText(part, manifest))]
      : [`**URL:** \`${request.path.slice(1)}\``, `**Method:** \`${request.method}\``];
  return list([
    ...(needsAsset ? calls : ["**Call:** none; the feed is in the input"]),
    ...(service === "" ? [] : [`**Service:** ${service}`]),
    `**Effect:** ${effect}; ${again}`,
  ]);
}

/** Returns the request of the connection test. */
function probe({ connectionTest: { action, body } }: Declarations["manifest"]): string {
  return `, by the request of ${linksTo([action], "")} with the body \`${JSON.stringify(body)}\`, which cannot write anything, and counts against its rate limits`;
}

/** Returns the limits of an action: rows, pages, capacity and rate limits. */
export function limits({ batch, paging, capacity, rateLimits, needsAsset }: ActionDescription): string {
  const rows =
    batch === undefined ? [] : [`Any number of rows; ${batch.maxItems} per call, ${concurrencyText(batch)}.`];
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
  const calls = table.length === 0 ? "" : tableOf(["rate limit", "calls", "for each", "source"], table);
  const notes = [...rows, ...pages, ...full];
  const text = [notes.length === 0 ? "" : list(notes), calls].filter((part) => part !== "").join("\n\n");
  if (!needsAsset) return "No call is made, so that no rate limit counts.";
  return text === "" ? "Only those of its steps." : text;
}

function stepText(
  { action, precondition }: NonNullable<ActionDescription["steps"]>[number],
  i: number,
): string {
  const listed =
    precondition === undefined
      ? ""
      : `, for what ${linksTo([precondition.action], "")} listed before the first step, if it matches the row`;
  return `**Step ${i + 1}:** ${linksTo([action], "")}${listed}`;
}

function testPartText(
  part: NonNullable<ActionDescription["connectionTest"]>[number],
  manifest: Declarations["manifest"],
): string {
  return `**Test:** ${part}${part === "write" ? probe(manifest) : ""}`;
}

/** Returns the permissions that an action needs. */
export function permissions({
  permissions: needed,
  permissionNames,
  connectionTest,
  needsAsset,
}: ActionDescription): string {
  if (!needsAsset) return "No permission and no asset is needed.";
  if (connectionTest !== undefined) return "No permission is needed: the result lists the missing ones.";
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

/** Returns the section of the codes that an action can report. */
export function errors({ name, rules }: ActionDescription, { actions, composed }: Declarations): string[] {
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
    ...(wrong.length === 0 ? [] : [tableOf(["mistake", "code", "message"], wrong)]),
    ...(checks.length === 0 ? [] : [`Checks of ${what}, in addition to its schema:`]),
    ...(checks.length === 0 ? [] : [tableOf(["code", "requirement", "source"], checks)]),
    ...(declared === undefined ? [] : [list(statusesOf(declared))]),
    `[All codes](${codesPage})`,
  ];
}

/** Returns how the statuses of failed calls are handled. */
function statusesOf({ bisect, notFoundStatuses: notFound = [], retry, idempotent }: Action): string[] {
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
