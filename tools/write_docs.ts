/** Writes `docs/actions/*.md` and the action table of the README. Run by `npm run generate`. */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { actionPages, actionTable } from "../platforms/export/action_docs.js";
import { createConnector } from "../connector/connector.js";
import { load } from "../connector/declarations/load.js";

const folder = "docs/actions";
const readmeTable = /(<!-- actions: npm run generate -->\n)[\s\S]*?(<!-- \/actions -->)/;

/** Returns the committed pages by path, relative to the root: the action pages, and the README with its table. */
export async function committedPages(root: string): Promise<Map<string, string>> {
  const declarations = load(root);
  const connector = await createConnector({ declarations, env: {} });
  const pages = [...actionPages(connector, declarations)];
  const readme = readFileSync(join(root, "README.md"), "utf8");
  const table = `${actionTable(connector, `${folder}/`)}\n`;
  return new Map([
    ...pages.map(([path, text]) => [`${folder}/${path}`, text] as const),
    ["README.md", readme.replace(readmeTable, (_all, from, to) => `${from}${table}${to}`)],
  ]);
}

export async function writePages(root: string): Promise<void> {
  for (const [path, text] of await committedPages(root)) writeFileSync(join(root, path), text);
}
