/** What of Node-RED's runtime is used here: a few of its shapes, so that its types are needed by the tests alone. */

/** A message: `payload`, and whatever the flow carries along. */
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

/** What the editor keeps of a node. */
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

/** Called with `new`; `createNode` makes a node of what it is called on. */
export type NodeMaker<Node extends RedNode, Config extends NodeConfig> = (this: Node, config: Config) => void;

/** The runtime, as a module of nodes is given it. */
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
