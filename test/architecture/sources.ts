/** Reads the source files for the architecture tests. */
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, posix, relative } from "node:path";
import { packageRoot } from "../../connector/index.js";

/** A TypeScript file of the repository. */
export interface Source {
  /** Path relative to the root, with slashes. */
  readonly path: string;
  readonly text: string;
  /** Imported modules: paths relative to the root that end in .ts, or package names. */
  readonly imports: readonly string[];
}

/** Matches import statements, `import("x")` and `createRequire(import.meta.url)("x")`, but no text inside strings. */
const importPattern =
  /^(?:import|export)\b(?:[^"'`;]*?\bfrom)?\s*"([^"\n]+)"|\b(?:import|createRequire\(import\.meta\.url\))\(\s*"([^"\n]+)"/gm;

/** Returns all TypeScript files below a folder. */
export function sourcesOf(folder: string): Source[] {
  const root = packageRoot();
  const names = readdirSync(join(root, folder), { recursive: true, encoding: "utf8" });
  return names
    .filter((name) => name.endsWith(".ts"))
    .map((name) => {
      const path = relative(root, join(root, folder, name)).replaceAll("\\", "/");
      const text = readFileSync(join(root, path), "utf8");
      const imports = [...text.matchAll(importPattern)].map(([, statement, call]) =>
        resolved(path, statement ?? call ?? ""),
      );
      return { path, text, imports };
    });
}

function resolved(from: string, target: string): string {
  if (!target.startsWith(".")) return target;
  return posix.join(dirname(from).replaceAll("\\", "/"), target).replace(/\.js$/, ".ts");
}

/** Returns whether a file is generated. */
export const isGenerated = ({ path }: Pick<Source, "path">): boolean =>
  path.includes("/generated/") || path.endsWith(".d.ts");

/** Returns the hand-written files of the product and its tools. */
export function productSources(): Source[] {
  return ["connector", "platforms", "simulator", "tools"]
    .flatMap(sourcesOf)
    .filter((source) => !isGenerated(source));
}
