/**
 * The n8n types that the node uses, as n8n-workflow declares them: that package cannot be installed
 * everywhere.
 */

/** Any JSON object. */
type JsonObject = Record<string, unknown>;

/** One item that passes from node to node. */
export interface NodeItem {
  json: JsonObject;
  /** The input item of this item. */
  pairedItem?: { item: number };
}

/** The node in the workflow, as its user configured it. */
export interface WorkflowNode {
  readonly name: string;
  /** What happens if the node fails. */
  readonly onError?: "stopWorkflow" | "continueRegularOutput" | "continueErrorOutput";
}

/** Writes lines to n8n's log. */
export interface Logger {
  debug(message: string): void;
  info(message: string): void;
  warn(message: string): void;
}

/** The context of a running node. The optional members came with later versions of n8n. */
export interface ExecuteContext {
  readonly logger: Logger;
  getInputData(): NodeItem[];
  getNode(): WorkflowNode;
  getNodeParameter(name: string, itemIndex: number, fallback?: unknown): unknown;
  getCredentials(type: string, itemIndex: number): Promise<JsonObject>;
  continueOnFail(): boolean;
  getExecutionCancelSignal?(): AbortSignal | undefined;
  addExecutionHints?(...hints: { message: string; location: "outputPane"; type: "warning" }[]): void;
}

/** Details of an error, which n8n shows below its message. */
export interface ErrorOptions {
  message?: string;
  description?: string;
  itemIndex?: number;
  httpCode?: string;
}

/** The members of n8n-workflow that are used. */
export interface N8nWorkflow {
  readonly NodeApiError: new (node: WorkflowNode, response: JsonObject, options?: ErrorOptions) => Error;
  readonly NodeOperationError: new (node: WorkflowNode, error: string, options?: ErrorOptions) => Error;
}

/** A field of the form of the node or of its credential. */
export interface Property {
  displayName: string;
  name: string;
  type: "boolean" | "collection" | "json" | "number" | "options" | "string";
  default: unknown;
  description?: string;
  required?: boolean;
  noDataExpression?: boolean;
  placeholder?: string;
  options?: (Choice | Property)[];
  typeOptions?: { minValue?: number; password?: boolean; rows?: number };
  displayOptions?: { show: Record<string, string[]> };
}

/** A value that a field may have. */
export interface Choice {
  name: string;
  value: string;
  description?: string;
  /** Text that a person searches for in the list of all n8n actions. */
  action?: string;
}

/** The description of a node that n8n reads before it runs. */
export interface NodeDescription {
  displayName: string;
  name: string;
  icon: string;
  group: string[];
  version: number;
  subtitle: string;
  description: string;
  defaults: { name: string };
  inputs: string[];
  outputs: string[];
  usableAsTool: true;
  credentials: {
    name: string;
    required: boolean;
    testedBy: string;
    displayOptions: { show: Record<string, string[]> };
  }[];
  properties: Property[];
}

/** The result of a credential test. */
export interface CredentialTestResult {
  status: "OK" | "Error";
  message: string;
}
