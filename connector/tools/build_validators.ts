/** Writes the standalone validators beside the compiled engine, so that a start needs no ajv. Part of `npm run build`. */
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { checkDeclarations } from "../declare/check.js";
import { compileToModule } from "../declare/compile.js";
import { type Declarations, load } from "../declare/load.js";
import { packageRoot } from "../declare/root.js";
import { quickIds, runtimeIds, schemaSet } from "../declare/schema_set.js";

/** Texts of the modules by file name, for declarations that are right. */
export function builtModules(declarations: Declarations): Record<string, string> {
  const set = schemaSet(declarations);
  const quick = quickIds(declarations);
  const thorough = runtimeIds(declarations).filter((id) => !quick.includes(id));
  return {
    "thorough.js": compileToModule(set, thorough, true),
    "quick.js": compileToModule(set, quick, false),
    "validators.js": [
      'import { validators as thorough } from "./thorough.js";',
      'import { validators as quick } from "./quick.js";',
      `export const digest = ${JSON.stringify(declarations.digest)};`,
      "export const validators = new Map([...thorough, ...quick]);",
      "",
    ].join("\n"),
  };
}

function build(folder: string): void {
  const declarations = load(packageRoot());
  const problems = checkDeclarations(declarations);
  for (const { file, pointer, message } of problems) process.stderr.write(`${file}#${pointer}: ${message}\n`);
  process.exitCode = problems.length === 0 ? 0 : 2;
  if (problems.length > 0) return;
  mkdirSync(folder, { recursive: true });
  for (const [name, text] of Object.entries(builtModules(declarations)))
    writeFileSync(join(folder, name), text);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  build(join(dirname(fileURLToPath(import.meta.url)), "../declare/built"));
}
