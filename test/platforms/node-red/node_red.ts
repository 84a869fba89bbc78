// A runtime like Node-RED's, for the tests of its nodes: creates nodes, sends them messages and records their
// events.
import registerNodes from "../../../platforms/node-red/index.js";
import type {
  Message,
  NodeConfig,
  NodeStatus,
  Red,
  RedNode,
} from "../../../platforms/node-red/node_red_types.js";

type Listener = (...args: never[]) => void;

type Maker = (this: FakeNode, config: NodeConfig) => void;

/** The end of a message: the messages sent on, or the error for a Catch node. */
export interface Ended {
  readonly sent: Message | undefined;
  readonly error: (Error & { code?: string; cause?: Record<string, unknown> }) | undefined;
}

/** A node with its recorded events. */
export class FakeNode implements RedNode {
  credentials?: unknown;
  readonly listeners = new Map<string, Listener>();
  readonly statuses: NodeStatus[] = [];
  readonly logs: string[] = [];
  readonly warnings: string[] = [];
  readonly errors: string[] = [];

  on(event: string, listener: Listener): void {
    this.listeners.set(event, listener);
  }
  status(status: NodeStatus): void {
    this.statuses.push(status);
  }
  log(text: string): void {
    this.logs.push(text);
  }
  warn(text: string): void {
    this.warnings.push(text);
  }
  error(text: string): void {
    this.errors.push(text);
  }

  /** Sends it a message; resolves when the node is done with it. */
  receive(message: Message): Promise<Ended> {
    return new Promise((resolve) => {
      let sent: Message | undefined;
      const send = (given: Message): void => {
        sent = given;
      };
      const done = (error?: Ended["error"]): void => resolve({ sent, error });
      this.listeners.get("input")?.call(this, ...([message, send, done] as never[]));
    });
  }

  close(): Promise<void> {
    return new Promise((resolve) => {
      this.listeners.get("close")?.call(this, ...([false, resolve] as never[]));
    });
  }
}

/** The runtime, with our nodes registered. */
export class FakeRed {
  readonly makers = new Map<string, { maker: Maker; settings: object | undefined }>();
  readonly #nodes = new Map<string, FakeNode>();
  #credentials: object | undefined;

  constructor() {
    const nodes: Red["nodes"] = {
      createNode: (node) => {
        node.credentials = this.#credentials;
      },
      getNode: (id) => this.#nodes.get(id) ?? null,
      registerType: (type, maker, settings) =>
        void this.makers.set(type, { maker: maker as Maker, settings }),
    };
    registerNodes({ nodes });
  }

  /** Returns a node of that type. */
  make(type: string, config: Record<string, unknown>, credentials?: object): FakeNode & { id: string } {
    const id = `node-${this.#nodes.size}`;
    const node = new FakeNode();
    this.#credentials = credentials;
    this.makers.get(type)?.maker.call(node, { id, type, name: "", ...config });
    this.#nodes.set(id, node);
    return Object.assign(node, { id });
  }
}
