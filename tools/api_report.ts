/** Lists the public API of the package: exported names with their signatures. Written by `npm run generate`. */
import { readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { parseSync, type Program } from "oxc-parser";

const entry = "dist/connector/index.d.ts";
const reportFile = "test/api/api_report.txt";

type Statement = Program["body"][number];

/** A compiled declaration file, without comments. */
interface DeclarationFile {
  readonly path: string;
  readonly text: string;
  readonly statements: readonly Statement[];
}

const hintText = /(readonly hint: )"(?:[^"\\]|\\.)*"/g;

/** Returns the report: one declaration per exported name, sorted by name. The texts of hints are not part of the API. */
export function apiReport(root: string): string {
  const declarations = exportsOf(readDeclarations(join(root, entry)));
  const sorted = [...declarations].toSorted(([a], [b]) => (a < b ? -1 : 1));
  return `${sorted.map(([, text]) => text.replace(hintText, "$1string")).join("\n\n")}\n`;
}

/** Writes the report of the compiled package. */
export function writeApiReport(root: string): void {
  writeFileSync(join(root, reportFile), apiReport(root));
}

/** Comments are replaced, so that a report changes only if a name or a signature does. */
function readDeclarations(path: string): DeclarationFile {
  const source = readFileSync(path, "utf8");
  const { comments } = parseSync(path, source);
  const text = comments
    .toReversed()
    .reduce((rest, { start, end }) => rest.slice(0, start) + rest.slice(end), source)
    .replace(/^\s*\n/gm, "");
  return { path, text, statements: parseSync(path, text).program.body };
}

/** Returns the texts of the declarations that a file exports, by name. */
function exportsOf(file: DeclarationFile): Map<string, string> {
  return new Map(file.statements.flatMap((statement) => [...exportedBy(statement, file)]));
}

function exportedBy(statement: Statement, file: DeclarationFile): Iterable<[string, string]> {
  if (statement.type === "ExportAllDeclaration") return exportsOf(target(file, statement.source.value));
  if (statement.type !== "ExportNamedDeclaration") return [];
  const { declaration, source, specifiers } = statement;
  if (source !== null) {
    const exported = exportsOf(target(file, source.value));
    const names = specifiers.map(({ local }) => ("name" in local ? local.name : local.value));
    return names.map((name) => [name, exported.get(name) ?? ""]);
  }
  const text = file.text.slice(statement.start, statement.end);
  const [, name] = /^export (?:declare )?(?:abstract )?\w+ (\w+)/.exec(text) ?? [];
  return declaration === null || name === undefined ? [] : [[name, text]];
}

function target({ path }: DeclarationFile, source: string): DeclarationFile {
  return readDeclarations(join(dirname(path), source.replace(/\.js$/, ".d.ts")));
}
