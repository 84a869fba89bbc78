/** Checks that files do not import each other in a circle, type imports included. */
import { expect } from "chai";
import { productSources } from "./sources.js";

/** Known groups of files that import each other. This list may only shrink. */
const exceptions: readonly (readonly string[])[] = [];

type Graph = ReadonlyMap<string, readonly string[]>;

/** Returns the groups of nodes that reach each other (strongly connected components, Tarjan's algorithm). */
function cyclesIn(graph: Graph): string[][] {
  const index = new Map<string, number>();
  const lowest = new Map<string, number>();
  const stack: string[] = [];
  const found: string[][] = [];
  const visit = (node: string): number => {
    const own = index.size;
    index.set(node, own);
    lowest.set(node, own);
    stack.push(node);
    for (const next of graph.get(node) ?? []) {
      if (!index.has(next)) lowest.set(node, Math.min(lowest.get(node) ?? own, visit(next)));
      else if (stack.includes(next))
        lowest.set(node, Math.min(lowest.get(node) ?? own, index.get(next) ?? own));
    }
    if (lowest.get(node) === own) {
      const group = stack.splice(stack.indexOf(node));
      const isLoop = group.length > 1 || graph.get(node)?.includes(node) === true;
      if (isLoop) found.push(group.toSorted());
    }
    return lowest.get(node) ?? own;
  };
  for (const node of graph.keys()) if (!index.has(node)) visit(node);
  return found.toSorted((a, b) => (String(a) < String(b) ? -1 : 1));
}

describe("architecture: import cycles", () => {
  it("finds every group of nodes that reach each other", () => {
    const graph = new Map([
      ["a", ["b"]],
      ["b", ["c", "d"]],
      ["c", ["a"]],
      ["d", ["e"]],
      ["e", []],
      ["f", ["f"]],
    ]);
    expect(cyclesIn(graph)).to.deep.equal([["a", "b", "c"], ["f"]]);
  });

  it("finds no import cycle in the source, except the listed ones", () => {
    const sources = productSources();
    const paths = new Set(sources.map(({ path }) => path));
    const graph = new Map(
      sources.map(({ path, imports }) => [path, imports.filter((target) => paths.has(target))]),
    );
    expect(
      cyclesIn(graph),
      "move what both files need into a third file; if a listed cycle is gone, remove it from the list",
    ).to.deep.equal(exceptions);
  });
});
