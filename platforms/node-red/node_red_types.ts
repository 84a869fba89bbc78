/** The types of Node-RED's runtime that are used here, so that only the tests need its packages. */

/** A message: `payload`, and other properties of the flow. */
export interface Message {
  payload?: unknown;
  [property: string]: unknown;
}

/** The small sign under a node. */
export interface NodeStatus {
  fill: "grey" | "blue" | "yellow" | "green" | "red";
  shape: "dot" | "ring";
  text: string;
}

/** The saved settings of a node. */
export interface NodeConfig {
  id: string;
  type: string;
  name: string;
}

/** A node at run time. */
export interface RedNode {
  credentials?: unknown;
  on(
    event: "input",
    listener: (message: Message, send: (message: Message) => void, done: (error?: Error) => void) => void,
  ): void;
  on(event: "close", listener: (removed: boolean, done: () => void) => void): void;
  status(status: NodeStatus): void;
  log(text: string): void;
  warn(text: string): void;
  error(text: string): void;
}

/** Called with `new`; `createNode` makes its `this` a node. */
export type NodeMaker<Node extends RedNode, Config extends NodeConfig> = (this: Node, config: Config) => void;

/** The runtime, as a module of nodes receives it. */
export interface Red {
  readonly nodes: {
    createNode(node: RedNode, config: NodeConfig): void;
    getNode(id: string): unknown;
    registerType(
      type: string,
      maker: NodeMaker<never, never>,
      settings?: { credentials: Record<string, { type: "password" | "text" }> },
    ): void;
  };
}
