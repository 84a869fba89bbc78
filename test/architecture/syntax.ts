/** Reads the syntax of source files. */
import { parseSync } from "oxc-parser";

/** A node of a syntax tree. */
export interface Node {
  readonly type: string;
  readonly start: number;
  readonly end: number;
  readonly [key: string]: unknown;
}

/** Returns whether a part of a node is a node. */
export const isNode = (value: unknown): value is Node =>
  typeof value === "object" && value !== null && typeof (value as Node).type === "string";

/** Returns the tree of a TypeScript text. */
export function treeOf(text: string): Node {
  const { program, errors } = parseSync("source.ts", text);
  if (errors.length > 0) throw new Error(errors[0]?.message);
  return program as unknown as Node;
}

/** Returns the nodes directly below a node. */
export const childrenOf = (node: Node): Node[] => Object.values(node).flat().filter(isNode);

/** Returns a node and all nodes below it. */
export function nodesOf(node: Node): Node[] {
  return [node, ...childrenOf(node).flatMap(nodesOf)];
}
