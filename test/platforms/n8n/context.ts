// Replaces n8n: the context of a running node, and the errors that it throws.
import type { JsonObject } from "../../../connector/contract/types.js";
import { createConnector, load, packageRoot } from "../../../connector/index.js";
import { execute } from "../../../platforms/n8n/execute.js";
import type { NodeParts } from "../../../platforms/n8n/execution_parts.js";
import type {
  ErrorOptions,
  ExecuteContext,
  NodeItem,
  WorkflowNode,
} from "../../../platforms/n8n/n8n_types.js";
import { operationsOf } from "../../../platforms/n8n/operations.js";

/** The set-up of a node in a test. */
export interface Given {
  /** The items' JSON. */
  items: readonly JsonObject[];
  /** Values of the form, the same for every item, or made per item. */
  parameters: JsonObject | ((index: number) => JsonObject);
  credential: JsonObject | Promise<JsonObject>;
  onError?: WorkflowNode["onError"];
  signal?: AbortSignal;
  /** An n8n without cancel signals and hints. */
  isOld?: boolean;
}

/** An error of n8n, with its constructor arguments. */
export class FakeNodeError extends Error {
  readonly node: WorkflowNode;
  readonly options: ErrorOptions;

  constructor(node: WorkflowNode, error: string | JsonObject, options: ErrorOptions = {}) {
    super(options.message ?? (typeof error === "string" ? error : String(error["message"])));
    this.node = node;
    this.options = options;
  }
}

export class FakeOperationError extends FakeNodeError {}
export class FakeApiError extends FakeNodeError {}

const declarations = load(packageRoot());

/** The node's parts, with fake errors instead of those of the real package. */
export const parts: NodeParts = {
  declarations,
  operations: operationsOf(declarations),
  n8n: { NodeOperationError: FakeOperationError, NodeApiError: FakeApiError },
  connector: () => createConnector({ declarations, env: {} }),
};

/** The results of a run. */
export interface Ran {
  items: NodeItem[];
  hints: string[];
  logged: string[];
}

/** Runs the node once. Rejects with what it throws. */
export async function runNode(given: Given, nodeParts: NodeParts = parts): Promise<Ran> {
  const hints: string[] = [];
  const logged: string[] = [];
  const [items = [], ...others] = await execute(contextOf(given, hints, logged), nodeParts);
  if (others.length > 0) throw new Error("the node has one output");
  return { items, hints, logged };
}

function contextOf(given: Given, hints: string[], logged: string[]): ExecuteContext {
  const { items, parameters, credential, onError = "stopWorkflow", signal, isOld = false } = given;
  const log = (level: string) => (message: string) => void logged.push(`${level} ${message}`);
  const valuesOf = (index: number) => (typeof parameters === "function" ? parameters(index) : parameters);
  const newer: Partial<ExecuteContext> = {
    getExecutionCancelSignal: () => signal,
    addExecutionHints: (...added) => void hints.push(...added.map(({ message }) => message)),
  };
  return {
    logger: { debug: log("debug"), info: log("info"), warn: log("warn") },
    getInputData: () => items.map((json) => ({ json })),
    getNode: () => ({ name: "The node", onError }),
    getNodeParameter(name, index, fallback) {
      const value = valuesOf(index)[name] ?? fallback;
      if (value === undefined) throw new Error(`Could not get parameter ${name}`);
      return value;
    },
    getCredentials: (type) =>
      type === "defenderIndicatorsApi"
        ? Promise.resolve(credential)
        : Promise.reject(new Error(`no credential ${type}`)),
    continueOnFail: () => onError !== "stopWorkflow",
    ...(isOld ? {} : newer),
  };
}
