/** Pages for people, made from the declarations: one per action, an index, the error codes, and the benign values. */
import { type ActionSummary, type Connector, type Declarations } from "../../connector/platform_api.js";
import { actionPage } from "./action_page.js";
import { benignPage } from "./benign_page.js";
import { errorPage } from "./error_page.js";
import { linksTo, plain, tableOf } from "./page_text.js";

const head =
  "<!-- Made from the declarations: by `npm run generate` in the repository, by `export docs` elsewhere. Do not edit. -->";

/**
 * Returns the pages by path: one per action, an index, the error codes, and the benign values.
 */
export function actionPages(connector: Connector, declarations: Declarations): Map<string, string> {
  const names = connector.actions().map(({ name }) => name);
  return new Map([
    ["actions/README.md", `${head}\n\n# Actions\n\n${actionTable(connector, "")}\n`],
    ...names.map(
      (name) =>
        [`actions/${name}.md`, `${head}\n\n${actionPage(connector.describe(name), declarations)}\n`] as const,
    ),
    ["reference/errors.md", `${head}\n\n${errorPage()}\n`],
    ["actions/benign_values.md", `${head}\n\n${benignPage(declarations)}\n`],
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
  if (deprecated !== undefined) return `**Deprecated**, use ${linksTo(deprecated.successors, link)}.`;
  // The first sentence, without the details after a colon.
  return /^.*?[.:](?= |$)/.exec(plain(description))?.[0].replace(/:$/, ".") ?? "";
}
