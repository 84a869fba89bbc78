/** What the bundles of this project have in common: how loaded packages are found, and their licences. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Metafile, Plugin } from "esbuild";

/** esbuild does not bundle modules that are loaded through createRequire, and a bundle has no node_modules. */
export const plainRequire: Plugin = {
  name: "plain require",
  setup(building) {
    building.onLoad({ filter: /[/\\]dist[/\\](connector|platforms)[/\\].*\.js$/ }, ({ path }) => ({
      contents: readFileSync(path, "utf8").replaceAll("createRequire(import.meta.url)(", "require("),
    }));
  },
};

/** Returns the licences of all bundled packages, because each requires that its text is distributed. */
export function licences(metafiles: readonly Metafile[], root: string): string {
  const folders = metafiles
    .flatMap(({ inputs }) => Object.keys(inputs))
    .flatMap((path) => /^.*node_modules\/(@[^/]+\/)?[^/]+/.exec(path)?.[0] ?? []);
  return [...new Set(folders)]
    .toSorted()
    .map((folder) => licenceOf(join(root, folder)))
    .join("\n\n");
}

function licenceOf(folder: string): string {
  const { name, version, license } = readJson(join(folder, "package.json")) as Record<string, string>;
  const file = readdirSync(folder).find((each) => /^licen[cs]e/i.test(each));
  const text = file === undefined ? "" : `\n\n${readFileSync(join(folder, file), "utf8").trim()}`;
  return `== ${name} ${version} (${license})${text}\n`;
}

/** Returns the content of a JSON file. */
export function readJson(path: string): unknown {
  return JSON.parse(readFileSync(path, "utf8"));
}
