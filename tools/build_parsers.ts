/** Generates the parsers of the grammars beside the compiled engine. Part of `npm run build`. */
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { packageRoot } from "../connector/declarations/package_root.js";

/** Each grammar and its parser, from the root. */
const parsers = { "connector/stix/pattern.peggy": "dist/connector/stix/built/pattern_parser.js" };

/** First line of a parser: what it was generated from. */
function digestLine(grammar: string): string {
  const { version } = JSON.parse(
    readFileSync(join(packageRoot(), "node_modules/peggy/package.json"), "utf8"),
  );
  return `// ${createHash("sha256").update(`peggy ${version}\n${grammar}`).digest("hex")}\n`;
}

/** Text of the parser's module. */
export async function parserModule(grammar: string): Promise<string> {
  const { default: peggy } = await import("peggy");
  return digestLine(grammar) + peggy.generate(grammar, { output: "source", format: "es" });
}

/** Writes the parser, unless it was generated from this grammar. */
async function build(grammar: string, target: string): Promise<void> {
  if (existsSync(target) && readFileSync(target, "utf8").startsWith(digestLine(grammar))) return;
  mkdirSync(dirname(target), { recursive: true });
  // A process that starts meanwhile reads the old parser or the new one.
  writeFileSync(`${target}.new`, await parserModule(grammar));
  renameSync(`${target}.new`, target);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  for (const [grammar, target] of Object.entries(parsers))
    await build(readFileSync(join(packageRoot(), grammar), "utf8"), join(packageRoot(), target));
}
