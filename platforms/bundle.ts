/** Makes the npm packages of platforms that load files from disk: one self-contained CommonJS file, and what it reads. */
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";
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
export async function bundlePackage({ entry, statics, target }: PackagePlan): Promise<string> {
  const root = packageRoot();
  const { version } = readJson(join(root, "package.json")) as { version: string };
  const own = readJson(join(statics, "package.json")) as PackageJson;
  const folder = join(target, own.name);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  cpSync(statics, folder, { recursive: true });
  for (const name of fromRoot) cpSync(join(root, name), join(folder, name), { recursive: true });
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

/** The platforms that have a package of their own, into `dist/packages`; a folder `package` holds what is not compiled. */
async function bundleAll(): Promise<void> {
  const root = packageRoot();
  const staticsOf = (platform: string) => join(root, "platforms", platform, "package");
  const platforms = readdirSync(join(root, "platforms")).filter((name) => existsSync(staticsOf(name)));
  for (const name of platforms) {
    const folder = await bundlePackage({
      entry: join(root, "dist/platforms", name, "index.js"),
      statics: staticsOf(name),
      target: join(root, "dist/packages"),
    });
    process.stdout.write(`${relative(root, folder)}\n`);
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await bundleAll();
