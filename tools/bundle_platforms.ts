/** Builds the npm packages of the platforms that load files from disk: one CommonJS file, and the files that it reads. */
import { cpSync, existsSync, mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { build, type Metafile } from "esbuild";
import { packageRoot } from "../connector/index.js";
import { bundleSources } from "./bundle_sources.js";
import { licences, packageJsonOf, type PackageJson, plainRequire, readJson } from "./bundling.js";

/** Source and target of a package. */
export interface PackagePlan {
  /** Compiled file that becomes the main file of the package. */
  readonly entry: string;
  /** Folder with package.json and the other files that are copied unchanged. */
  readonly statics: string;
  /** Folder in which the folder of the package is created. */
  readonly target: string;
  /** Contents of generated files, by name. */
  readonly made?: Readonly<Record<string, string>>;
}

/** Files that the connector reads at run time, and the licence. */
const fromRoot = ["manifest.json", "actions", "schemas", "LICENSE"];

/** Static files that a platform looks for in `dist`, which git ignores. */
const staticDist = "in_dist";

/** Creates the folder for `npm pack` and returns its path. Throws the errors of esbuild. */
export async function bundlePackage({ entry, statics, target, made = {} }: PackagePlan): Promise<string> {
  const root = packageRoot();
  const own = readJson(join(statics, "package.json")) as PackageJson & { readonly main: string };
  const folder = join(target, own.name);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  cpSync(statics, folder, { recursive: true });
  if (existsSync(join(folder, staticDist))) renameSync(join(folder, staticDist), join(folder, "dist"));
  for (const name of fromRoot) cpSync(join(root, name), join(folder, name), { recursive: true });
  for (const [name, text] of Object.entries(made)) writeFileSync(join(folder, name), text);
  writeFileSync(join(folder, "package.json"), packageJsonOf(own, root));
  const metafile = await bundle(entry, join(folder, own.main), Object.keys(own.peerDependencies ?? {}));
  writeFileSync(join(folder, "THIRD_PARTY_LICENSES.txt"), licences([metafile], root));
  return folder;
}

async function bundle(entry: string, outfile: string, external: string[]): Promise<Metafile> {
  const { metafile } = await build({
    entryPoints: [entry],
    outfile,
    absWorkingDir: packageRoot(),
    bundle: true,
    platform: "node",
    target: "node20",
    format: "cjs",
    define: { "import.meta.url": "bundleUrl" },
    banner: { js: 'const bundleUrl = require("node:url").pathToFileURL(__filename).href;' },
    external,
    plugins: [plainRequire],
    legalComments: "none",
    metafile: true,
    logLevel: "warning",
  });
  return metafile;
}

/**
 * Builds the package of a platform in `dist/packages`; its `package_files.js`, if there is one, generates files. A
 * platform without a module of its own consists of them.
 */
export async function bundlePlatform(platform: string): Promise<string> {
  const root = packageRoot();
  const compiled = join(root, "dist/platforms", platform);
  const maker = join(compiled, "package_files.js");
  const { packageFiles } = (existsSync(maker) ? await import(pathToFileURL(maker).href) : {}) as FileMaker;
  const entry = join(compiled, "index.js");
  const plan = {
    statics: staticsOf(platform),
    target: join(root, "dist/packages"),
    made: (await packageFiles?.()) ?? {},
  };
  return existsSync(entry) ? bundlePackage({ entry, ...plan }) : bundleSources(plan);
}

/** Returns the folder with the files that are copied unchanged. */
function staticsOf(platform: string): string {
  return join(packageRoot(), "platforms", platform, "package");
}

interface FileMaker {
  readonly packageFiles?: () => Promise<Readonly<Record<string, string>>>;
}

/** Builds the packages of all platforms that have one, and returns their folders. */
export async function bundlePlatforms(): Promise<string[]> {
  const platforms = readdirSync(join(packageRoot(), "platforms")).filter((name) =>
    existsSync(staticsOf(name)),
  );
  const folders = [];
  for (const name of platforms) folders.push(await bundlePlatform(name));
  return folders;
}

if (process.argv[1] === fileURLToPath(import.meta.url))
  for (const folder of await bundlePlatforms()) process.stdout.write(`${relative(packageRoot(), folder)}\n`);
