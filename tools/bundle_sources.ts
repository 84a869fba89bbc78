/** Builds a package from generated TypeScript without imports: the sources, and their JavaScript in `dist`. */
import { cpSync, mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { packageRoot } from "../connector/index.js";
import { javaScriptOf, packageJsonOf, type PackageJson, readJson } from "./bundling.js";

/** Folders of sources. Their other files, such as icons, belong into `dist` too. */
const sourceFolders = ["nodes", "credentials"];

/** Source and target of the package. */
export interface SourcePlan {
  /** Folder with package.json and the other files that are copied unchanged. */
  readonly statics: string;
  readonly target: string;
  /** Contents of generated files, by path. */
  readonly made: Readonly<Record<string, string>>;
}

/** Creates the folder for `npm pack` and returns its path. */
export async function bundleSources({ statics, target, made }: SourcePlan): Promise<string> {
  const root = packageRoot();
  const own = readJson(join(statics, "package.json")) as PackageJson;
  const folder = join(target, own.name);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  cpSync(statics, folder, { recursive: true });
  cpSync(join(root, "LICENSE"), join(folder, "LICENSE"));
  for (const name of sourceFolders.filter((one) => readdirSync(statics).includes(one)))
    cpSync(join(statics, name), join(folder, "dist", name), { recursive: true });
  for (const [path, text] of Object.entries(made)) {
    write(join(folder, path), text);
    write(join(folder, "dist", path.replace(/\.ts$/, ".js")), await javaScriptOf(text));
  }
  write(join(folder, "package.json"), packageJsonOf(own, root));
  return folder;
}

function write(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}
