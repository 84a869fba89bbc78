/** What the bundles of this project have in common: how loaded packages are found, and their licences. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { type Metafile, type Plugin, transform } from "esbuild";

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

/** Required content of a package's own package.json. */
export interface PackageJson {
  readonly name: string;
  /** Provided by the host, so not bundled. */
  readonly peerDependencies?: Readonly<Record<string, string>>;
}

/** Fields of package.json that every package has from the root. */
const shared = ["version", "homepage", "repository", "bugs"];

/** Returns the text of a package.json with the fields of the root. */
export function packageJsonOf({ name, ...rest }: PackageJson, root: string): string {
  const ofRoot = readJson(join(root, "package.json")) as Readonly<Record<string, unknown>>;
  const whole = { name, ...Object.fromEntries(shared.map((field) => [field, ofRoot[field]])), ...rest };
  return `${JSON.stringify(whole, null, 2)}\n`;
}

/** Returns the CommonJS of a TypeScript text. */
export async function javaScriptOf(typeScript: string): Promise<string> {
  const { code } = await transform(typeScript, { loader: "ts", format: "cjs", target: "node20" });
  return code;
}
