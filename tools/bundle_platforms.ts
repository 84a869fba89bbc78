/** Makes the npm packages of platforms that load files from disk: one self-contained CommonJS file, and what it reads. */
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { build, type Metafile, type Plugin } from "esbuild";
import { packageRoot } from "../connector/index.js";

/** Where a package comes from and goes to. */
export interface PackagePlan {
  /** Compiled file that `index.js` is made of; what it exports, the package exports. */
  readonly entry: string;
  /** Folder with package.json and all else that goes into the package as it is. */
  readonly statics: string;
  /** Folder that the package's own folder is made in. */
  readonly target: string;
  /** Texts of further files by name: those that are made of the declarations. */
  readonly made?: Readonly<Record<string, string>>;
}

/** What a package's own package.json must hold; the version comes from the root. */
interface PackageJson {
  readonly name: string;
  /** What is there at run time: left out of the bundle. */
  readonly peerDependencies?: Readonly<Record<string, string>>;
}

/** What the connector reads at run time, and the licence. */
const fromRoot = ["manifest.json", "actions", "schemas", "LICENSE"];

/** Makes the folder, which `npm pack` packs as it is, and gives its path. Throws what esbuild throws. */
export async function bundlePackage({ entry, statics, target, made = {} }: PackagePlan): Promise<string> {
  const root = packageRoot();
  const { version } = readJson(join(root, "package.json")) as { version: string };
  const own = readJson(join(statics, "package.json")) as PackageJson;
  const folder = join(target, own.name);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  cpSync(statics, folder, { recursive: true });
  for (const name of fromRoot) cpSync(join(root, name), join(folder, name), { recursive: true });
  for (const [name, text] of Object.entries(made)) writeFileSync(join(folder, name), text);
  const { name, ...rest } = own;
  writeFileSync(join(folder, "package.json"), `${JSON.stringify({ name, version, ...rest }, null, 2)}\n`);
  const { metafile } = await build({
    entryPoints: [entry],
    outfile: join(folder, "index.js"),
    absWorkingDir: root,
    bundle: true,
    platform: "node",
    target: "node20",
    format: "cjs",
    define: { "import.meta.url": "bundleUrl" },
    banner: { js: 'const bundleUrl = require("node:url").pathToFileURL(__filename).href;' },
    external: Object.keys(own.peerDependencies ?? {}),
    plugins: [plainRequire],
    legalComments: "none",
    metafile: true,
    logLevel: "warning",
  });
  writeFileSync(join(folder, "THIRD_PARTY_LICENSES.txt"), licences(metafile, root));
  return folder;
}

/** A `require` made by hand stays as it is in a bundle, and finds nothing in a folder without packages. */
const plainRequire: Plugin = {
  name: "plain require",
  setup(building) {
    building.onLoad({ filter: /[/\\]dist[/\\](connector|platforms)[/\\].*\.js$/ }, ({ path }) => ({
      contents: readFileSync(path, "utf8").replaceAll("createRequire(import.meta.url)(", "require("),
    }));
  },
};

/** The licences of all packages that are in the bundle: each wants its own to go with it. */
function licences({ inputs }: Metafile, root: string): string {
  const folders = Object.keys(inputs).flatMap(
    (path) => /^.*node_modules\/(@[^/]+\/)?[^/]+/.exec(path)?.[0] ?? [],
  );
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

function readJson(path: string): unknown {
  return JSON.parse(readFileSync(path, "utf8"));
}

/** The package of that platform, into `dist/packages`. Its `package_files.js`, where there is one, makes further files. */
export async function bundlePlatform(platform: string): Promise<string> {
  const root = packageRoot();
  const compiled = join(root, "dist/platforms", platform);
  const maker = join(compiled, "package_files.js");
  const { packageFiles } = (existsSync(maker) ? await import(pathToFileURL(maker).href) : {}) as FileMaker;
  return bundlePackage({
    entry: join(compiled, "index.js"),
    statics: staticsOf(platform),
    target: join(root, "dist/packages"),
    made: (await packageFiles?.()) ?? {},
  });
}

/** What goes into the package as it is. */
function staticsOf(platform: string): string {
  return join(packageRoot(), "platforms", platform, "package");
}

interface FileMaker {
  readonly packageFiles?: () => Promise<Readonly<Record<string, string>>>;
}

/** All platforms that have a package of their own. */
async function bundleAll(): Promise<void> {
  const root = packageRoot();
  const platforms = readdirSync(join(root, "platforms")).filter((name) => existsSync(staticsOf(name)));
  for (const name of platforms) process.stdout.write(`${relative(root, await bundlePlatform(name))}\n`);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await bundleAll();
