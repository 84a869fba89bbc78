/** Writes standalone validators into the compiled engine, so that a start does not load ajv. Part of `npm run build`. */
import { mkdirSync, renameSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { checkDeclarations } from "../connector/declarations/check.js";
import { compileToText } from "../connector/declarations/ajv.js";
import { lineOf } from "../connector/declarations/declaration_problem.js";
import { type Declarations, load } from "../connector/declarations/load.js";
import { packageRoot } from "../connector/declarations/package_root.js";
import { partOf, quickIds, runtimeIds, schemaSet } from "../connector/declarations/schema_set.js";

/** Returns the source of the module for valid declarations: one function per part, because a run needs only a few. */
export function builtModule(declarations: Declarations): string {
  const set = schemaSet(declarations);
  const quick = quickIds(declarations);
  const parts = new Map<string, string[]>();
  for (const id of runtimeIds(declarations)) {
    const part = partOf(id);
    parts.set(part, [...(parts.get(part) ?? []), id]);
  }
  const entries = [...parts].map(([part, ids]) => {
    const explain = !ids.some((id) => quick.includes(id));
    return `[${JSON.stringify(part)}, ${compileToText(set, ids, explain)}],`;
  });
  return [
    'import { createRequire } from "node:module";',
    `export const digest = ${JSON.stringify(declarations.digest)};`,
    `export const parts = new Map([\n${entries.join("\n")}\n]);\n`,
  ].join("\n");
}

function build(folder: string): void {
  const declarations = load(packageRoot());
  const problems = checkDeclarations(declarations);
  for (const problem of problems) process.stderr.write(`${lineOf(problem)}\n`);
  process.exitCode = problems.length === 0 ? 0 : 2;
  if (problems.length > 0) return;
  const text = builtModule(declarations);
  mkdirSync(folder, { recursive: true });
  const file = join(folder, "validators.js");
  // Written and renamed, so that a process that starts meanwhile never reads a partial file.
  writeFileSync(`${file}.new`, text);
  renameSync(`${file}.new`, file);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  build(join(dirname(fileURLToPath(import.meta.url)), "../connector/declarations/built"));
}
