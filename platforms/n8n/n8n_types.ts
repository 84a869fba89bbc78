/** The few words of n8n that the node uses, as n8n-workflow declares them: the package itself cannot be installed everywhere. */

/** Any JSON object. */
type JsonObject = Record<string, unknown>;

/** One item, as it goes from node to node. */
export interface NodeItem {
  json: JsonObject;
  /** The input item that it comes from. */
  pairedItem?: { item: number };
}

/** The node in the workflow, as its user has set it up. */
export interface WorkflowNode {
  readonly name: string;
  /** What happens where the node fails. */
  readonly onError?: "stopWorkflow" | "continueRegularOutput" | "continueErrorOutput";
}

/** Takes lines for whoever runs n8n. */
export interface Logger {
  debug(message: string): void;
  info(message: string): void;
  warn(message: string): void;
}

/** What a node is given when it runs; the optional parts came with later versions of n8n. */
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

/** Details of an error, which n8n shows beside its message. */
export interface ErrorOptions {
  message?: string;
  description?: string;
  itemIndex?: number;
  httpCode?: string;
}

/** What is loaded from n8n-workflow. */
export interface N8nWorkflow {
  readonly NodeApiError: new (node: WorkflowNode, response: JsonObject, options?: ErrorOptions) => Error;
  readonly NodeOperationError: new (node: WorkflowNode, error: string, options?: ErrorOptions) => Error;
}

/** A field of a form: of the node, or of its credential. */
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

/** One of the values that a field may have. */
export interface Choice {
  name: string;
  value: string;
  description?: string;
  /** What a person looks for in the list of all that n8n can do. */
  action?: string;
}

/** What n8n knows of a node before it runs. */
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
  credentials: { name: string; required: boolean; testedBy: string }[];
  properties: Property[];
}

/** What the test of a credential came to. */
export interface CredentialTestResult {
  status: "OK" | "Error";
  message: string;
}
