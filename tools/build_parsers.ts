/** Generates the parsers of the grammars into the compiled engine. Part of `npm run build`. */
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { packageRoot } from "../connector/declarations/package_root.js";

/** Path of each grammar and of its parser, relative to the root. */
const parsers = { "connector/stix/pattern.peggy": "dist/connector/stix/built/pattern_parser.cjs" };

/** Returns the first line of a parser, which identifies its grammar. */
function digestLine(grammar: string): string {
  const { version } = JSON.parse(
    readFileSync(join(packageRoot(), "node_modules/peggy/package.json"), "utf8"),
  );
  return `// ${createHash("sha256").update(`peggy ${version}\n${grammar}`).digest("hex")}\n`;
}

/** Returns the source of the parser module. */
export async function parserModule(grammar: string): Promise<string> {
  const { default: peggy } = await import("peggy");
  return digestLine(grammar) + peggy.generate(grammar, { output: "source", format: "commonjs" });
}

/** Writes the parser if the grammar has changed. */
async function build(grammar: string, target: string): Promise<void> {
  if (existsSync(target) && readFileSync(target, "utf8").startsWith(digestLine(grammar))) return;
  mkdirSync(dirname(target), { recursive: true });
  // Written and renamed, so that a process that starts meanwhile never reads a partial file.
  writeFileSync(`${target}.new`, await parserModule(grammar));
  renameSync(`${target}.new`, target);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  for (const [grammar, target] of Object.entries(parsers))
    await build(readFileSync(join(packageRoot(), grammar), "utf8"), join(packageRoot(), target));
}
