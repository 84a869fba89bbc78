/** Limits the length of files and functions. The lists of exceptions may only shrink. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { packageRoot } from "../../connector/index.js";
import { expectListed } from "./exceptions.js";
import { productSources, type Source } from "./sources.js";
import { childrenOf, isNode, type Node, treeOf } from "./syntax.js";

const maxFileLines = 200;
const maxFunctionLines = 30;
/** The examples are the last properties of an action. */
const maxActionLines = 80;

/** Longer files with their current number of lines. */
const longFiles: Readonly<Record<string, number>> = {};

/** Longer functions with their current number of lines, as `file function`. */
const longFunctions: Readonly<Record<string, number>> = {};

const functionTypes = new Set(["FunctionDeclaration", "FunctionExpression", "ArrowFunctionExpression"]);

/** Returns the name that a node assigns to the functions inside it, or undefined. */
function nameOf(node: Node, text: string): string | undefined {
  const holder = node["id"] ?? node["key"];
  if (isNode(holder)) return text.slice(holder.start, holder.end).split(":")[0];
  if (node.type === "CallExpression" && isNode(node["callee"]))
    return `${text
      .slice(node["callee"].start, node["callee"].end)
      .split(/[.?\s]+/)
      .at(-1)}()`;
  return undefined;
}

/** Returns the number of lines of each function, by its path of names. */
function functionLengths(text: string): Map<string, number> {
  const lengths = new Map<string, number>();
  const visit = (node: Node, names: readonly string[]): void => {
    const name = nameOf(node, text);
    const path = name === undefined ? names : [...names, name];
    if (functionTypes.has(node.type)) {
      const lines = text.slice(node.start, node.end).split("\n").length;
      const key = path.join(".") || "anonymous";
      lengths.set(key, Math.max(lines, lengths.get(key) ?? 0));
    }
    for (const child of childrenOf(node)) visit(child, path);
  };
  visit(treeOf(text), []);
  return lengths;
}

const lineCount = (text: string): number => text.trimEnd().split("\n").length;

const tooLong = (lines: number): string => `has ${lines} lines: split it by meaning`;

function longIn(sources: readonly Source[]): Map<string, number> {
  const all = sources.flatMap(({ path, text }) =>
    [...functionLengths(text)].map(([name, lines]) => [`${path} ${name}`, lines] as const),
  );
  return new Map(all.filter(([, lines]) => lines > maxFunctionLines));
}

describe("architecture: size", () => {
  it("measures declared functions, methods, arrow functions and callbacks", () => {
    const text = [
      "export function one() {",
      "  return 1;",
      "}",
      "class Two {",
      "  #three = () =>",
      "    3;",
      "  four(): void {",
      "    run(() => {",
      "      five();",
      "    });",
      "  }",
      "}",
    ].join("\n");
    expect([...functionLengths(text)]).to.deep.equal([
      ["one", 3],
      ["Two.#three", 2],
      ["Two.four", 5],
      ["Two.four.run()", 3],
    ]);
  });

  it(`limits files to ${maxFileLines} lines, except the listed ones`, () => {
    const files = productSources().map(({ path, text }) => [path, lineCount(text)] as const);
    expectListed(new Map(files.filter(([, lines]) => lines > maxFileLines)), longFiles, tooLong);
  });

  it(`limits functions to ${maxFunctionLines} lines, except the listed ones`, () => {
    expectListed(longIn(productSources()), longFunctions, tooLong);
  });

  it(`limits actions to ${maxActionLines} lines without their examples`, () => {
    const folder = join(packageRoot(), "actions");
    const lines = readdirSync(folder).map((name) => {
      const text = readFileSync(join(folder, name), "utf8");
      const [declared = ""] = text.split(/\n {2}"(?:examples|antiExamples)":/);
      return [name, lineCount(declared) + 1] as const;
    });
    expectListed(new Map(lines.filter(([, count]) => count > maxActionLines)), {}, tooLong);
    expect(Object.fromEntries(lines)["import_indicators.json"]).to.be.greaterThan(40);
  });
});
