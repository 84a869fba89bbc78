/** Checks that the text of an error is in the messages file of its layer. The list of exceptions may only shrink. */
import { expect } from "chai";
import { expectListed } from "./exceptions.js";
import { isGenerated, sourcesOf } from "./sources.js";
import { isNode, type Node, nodesOf, treeOf } from "./syntax.js";

/** Files with texts of errors, and the current number of these errors. */
const filesWithTexts: Readonly<Record<string, number>> = {
  "connector/contract/errors.ts": 1,
};

const errors: ReadonlySet<unknown> = new Set(["ConnectorError", "Problem"]);

/** Returns the strings that a node consists of. */
function stringsOf({ type, value }: Node): string[] {
  if (type === "Literal") return typeof value === "string" ? [value] : [];
  return type === "TemplateElement" ? [(value as { raw: string }).raw] : [];
}

/** Returns whether a node contains words; a single word may be a name or a code. */
function hasText(node: Node): boolean {
  return nodesOf(node)
    .flatMap(stringsOf)
    .some((text) => /[a-z]/i.test(text) && text.includes(" "));
}

/** Returns the names of the variables that begin with a text. */
function namesOfTexts(nodes: readonly Node[]): ReadonlySet<unknown> {
  const declared = nodes.filter(({ type, init }) => type === "VariableDeclarator" && isNode(init));
  const texts = declared.filter(
    ({ init }) => (init as Node).type.endsWith("Literal") && hasText(init as Node),
  );
  return new Set(texts.map(({ id }) => (id as Node)["name"]));
}

/** Returns the number of errors that are made from a text of the same file. */
function errorsWithText(text: string): number {
  const nodes = nodesOf(treeOf(text));
  const names = namesOfTexts(nodes);
  const made = nodes.filter(
    ({ type, callee }) => type === "NewExpression" && isNode(callee) && errors.has(callee["name"]),
  );
  const isText = (node: Node) => hasText(node) || (node.type === "Identifier" && names.has(node["name"]));
  return made.filter((node) => (node["arguments"] as Node[]).flatMap(nodesOf).some(isText)).length;
}

describe("architecture: messages", () => {
  it("finds texts, also in hints, and neither codes nor the punctuation between values", () => {
    for (const text of [
      'throw new ConnectorError("InvalidInput", "The row is empty.");',
      "throw new Problem(code, `${name} is empty.`);",
      'new ConnectorError(code, faults.empty(name), { hint: "Add a row." });',
      'new Problem("Busy", count === 1 ? "One run is active." : text);',
      'const message = "The row is empty."; throw new ConnectorError(code, message);',
      "const hint = `Add a row to ${name}.`; throw new ConnectorError(code, faults.empty(name), { hint });",
    ])
      expect(errorsWithText(text), text).to.equal(1);
    for (const text of [
      'throw new ConnectorError("InvalidInput", faults.empty(name));',
      "throw new Problem(code, `${name}: ${message} ${hint}`);",
      'throw new Error("The row is empty.");',
    ])
      expect(errorsWithText(text), text).to.equal(0);
  });

  it("are in messages.ts, except in the listed files", () => {
    const sources = ["connector", "platforms"].flatMap(sourcesOf);
    const others = sources.filter((source) => !isGenerated(source) && !source.path.endsWith("/messages.ts"));
    const counts = others.map(({ path, text }) => [path, errorsWithText(text)] as const);
    expectListed(
      new Map(counts.filter(([, count]) => count > 0)),
      filesWithTexts,
      (count) => `makes errors from its own texts (${count}): move them to messages.ts of the folder`,
    );
  });
});
