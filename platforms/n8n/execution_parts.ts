/** What the node and its executions work with. */
import type { Connector, Declarations } from "../../connector/platform_api.js";
import type { Failures } from "./failures.js";
import type { N8nWorkflow } from "./n8n_types.js";
import type { Operation } from "./operations.js";

/** What the node needs. */
export interface NodeParts {
  readonly declarations: Declarations;
  readonly operations: readonly Operation[];
  readonly n8n: N8nWorkflow;
  /** Always the same one, because it holds tokens and rate limits. */
  readonly connector: () => Promise<Connector>;
}

/** What one execution needs. */
export interface ExecutionParts {
  readonly parts: NodeParts;
  readonly operation: Operation;
  readonly failures: Failures;
  readonly connector: Connector;
}
