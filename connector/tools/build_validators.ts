/** Writes the standalone validators beside the compiled engine, so that a start needs no ajv. Part of `npm run build`. */
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { checkDeclarations } from "../declare/check.js";
import { compileToModule } from "../declare/compile.js";
import { type Declarations, load } from "../declare/load.js";
import { packageRoot } from "../declare/root.js";
import { moduleOf, quickIds, runtimeIds, schemaSet } from "../declare/schema_set.js";

/** Texts of the modules by file name, for declarations that are right: one for each file, so that a run reads few. */
export function builtModules(declarations: Declarations): Record<string, string> {
  const set = schemaSet(declarations);
  const quick = quickIds(declarations);
  const modules = new Map<string, string[]>();
  for (const id of runtimeIds(declarations)) {
    const name = moduleOf(id);
    modules.set(name, [...(modules.get(name) ?? []), id]);
  }
  const texts = [...modules].map(([name, ids]): [string, string] => [
    `${name}.cjs`,
    compileToModule(set, ids, !ids.some((id) => quick.includes(id))),
  ]);
  return { "index.js": indexOf([...modules.keys()], declarations), ...Object.fromEntries(texts) };
}

/** A bundler finds each module by its path. */
function indexOf(modules: readonly string[], { digest }: Declarations): string {
  const entries = modules.map(
    (name) => `  [${JSON.stringify(name)}, () => createRequire(import.meta.url)("./${name}.cjs")],`,
  );
  return [
    'import { createRequire } from "node:module";',
    `export const digest = ${JSON.stringify(digest)};`,
    `export const modules = new Map([\n${entries.join("\n")}\n]);\n`,
  ].join("\n");
}

function build(folder: string): void {
  const declarations = load(packageRoot());
  const problems = checkDeclarations(declarations);
  for (const { file, pointer, message } of problems) process.stderr.write(`${file}#${pointer}: ${message}\n`);
  process.exitCode = problems.length === 0 ? 0 : 2;
  if (problems.length > 0) return;
  rmSync(folder, { recursive: true, force: true });
  for (const [name, text] of Object.entries(builtModules(declarations))) {
    const file = join(folder, name);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  build(join(dirname(fileURLToPath(import.meta.url)), "../declare/built"));
}
