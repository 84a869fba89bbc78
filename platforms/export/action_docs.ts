/**
 * Pages for people, made from the declarations: one per action, an index, the codes, and the benign values.
 */
import {
  type ActionSummary,
  type Connector,
  type Declarations,
  errorTable,
} from "../../connector/platform_api.js";
import { actionPage } from "./action_page.js";
import { codesPage } from "./action_sections.js";
import { benignPage } from "./benign_page.js";
import { linksTo, plain, tableOf } from "./page_text.js";

const head =
  "<!-- Made from the declarations: by `npm run generate` in the repository, by `export docs` elsewhere. Do not edit. -->";

/**
 * Returns the pages by path within their folder: one per action, an index, the codes, and the benign values.
 */
export function actionPages(connector: Connector, declarations: Declarations): Map<string, string> {
  const names = connector.actions().map(({ name }) => name);
  return new Map([
    ["README.md", `${head}\n\n# Actions\n\n${actionTable(connector, "")}\n`],
    ...names.map(
      (name) => [`${name}.md`, `${head}\n\n${actionPage(connector.describe(name), declarations)}\n`] as const,
    ),
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
  return tableOf(["action", "effect", "description"], rows);
}

function lineOf({ description, deprecated }: ActionSummary, link: string): string {
  const [first = ""] = /^.*?\.(?= |$)/.exec(plain(description)) ?? [];
  if (deprecated === undefined) return first;
  return `**Deprecated**, use ${linksTo(deprecated.successors, link)}. ${first}`;
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
  return ["# Codes", about, tableOf(["code", "kind", "retryable", "what to do"], rows)].join("\n\n");
}
