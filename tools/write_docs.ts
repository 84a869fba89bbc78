/**
 * Writes `docs/actions/`, `docs/reference/errors.md`, the generated parts of other documents, and `server.json`. Run by
 * `npm run generate`.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { actionPages, actionTable } from "../platforms/export/action_docs.js";
import { createConnector } from "../connector/connector.js";
import { load } from "../connector/declarations/load.js";
import { declarationWords } from "./declaration_words.js";
import { serverJson } from "./mcp_files.js";

/** Everything that is committed, by path from the root: whole pages, and documents with their generated parts. */
export async function committedPages(root: string): Promise<Map<string, string>> {
  const declarations = load(root);
  const connector = await createConnector({ declarations, env: {} });
  const document = (path: string, parts: ReadonlyMap<string, string>): [string, string] => [
    path,
    withParts(readFileSync(join(root, path), "utf8"), parts),
  ];
  return new Map([
    ...[...actionPages(connector, declarations)].map(([path, text]) => [`docs/${path}`, text] as const),
    document("README.md", new Map([["actions", actionTable(connector, "docs/actions/")]])),
    document("docs/develop/declarations.md", declarationWords(declarations)),
    ["server.json", `${JSON.stringify(serverJson(root, declarations), null, 2)}\n`],
  ]);
}

/** The document with each part between `<!-- generated: name -->` and `<!-- /generated -->` replaced. */
function withParts(document: string, parts: ReadonlyMap<string, string>): string {
  let text = document;
  for (const [name, part] of parts) {
    const from = `<!-- generated: ${name} -->\n`;
    const start = text.indexOf(from) + from.length;
    const end = text.indexOf("<!-- /generated -->", start);
    if (start < from.length || end < 0) throw new Error(`A document has no generated part "${name}".`);
    text = `${text.slice(0, start)}\n${part}\n\n${text.slice(end)}`;
  }
  return text;
}

/** Writes them. */
export async function writePages(root: string): Promise<void> {
  for (const [path, text] of await committedPages(root)) writeFileSync(join(root, path), text);
}
