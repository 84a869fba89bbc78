/** The errors that the node throws: n8n's own errors, with what happened and what to do. */
import { isConnectorError } from "../../connector/platform_api.js";
import { printable } from "../shared/printable.js";
import { runMessages } from "./messages.js";
import type { Problem } from "./output_items.js";
import type { N8nWorkflow, WorkflowNode } from "./n8n_types.js";
import type { Operation } from "./operations.js";

/** Returns what went wrong. The connector's codes are stable; its texts may change. */
export function messageOf(error: Error): string {
  return printable(isConnectorError(error) ? `${error.code}: ${error.message}` : error.message);
}

interface RunEventLog {
  readonly message: string;
  readonly description?: string;
  readonly itemIndex: number;
}

/** The errors of one node. */
export class Failures {
  readonly #n8n: N8nWorkflow;
  readonly #node: WorkflowNode;

  constructor(n8n: N8nWorkflow, node: WorkflowNode) {
    this.#n8n = n8n;
    this.#node = node;
  }

  /** Returns the error for an operation that only another version of the package has. */
  ofUnknown(name: string, known: readonly Operation[]): Error {
    const message = runMessages.unknownOperation(name);
    const description = runMessages.operations(known.map(({ title }) => title));
    return this.#error({ message, description, itemIndex: 0 });
  }

  /** Returns the error of a run that was ended. An error of n8n is kept. */
  ofRun(error: Error, itemIndex: number): Error {
    if (!isConnectorError(error)) return error;
    return this.#error({ message: messageOf(error), description: error.hint, itemIndex }, error.status);
  }

  /** Returns the error of a completed run in which something failed. */
  ofProblem({ message, item: itemIndex, status }: Problem): Error {
    if (status !== undefined) return this.#error({ message, itemIndex }, status);
    return this.#error({ message, description: runMessages.failedHint, itemIndex });
  }

  /** @param status - status of the service's response, if there was one */
  #error(events: RunEventLog, status?: number): Error {
    const { NodeApiError, NodeOperationError } = this.#n8n;
    const { message } = events;
    if (status === undefined) return new NodeOperationError(this.#node, message, events);
    return new NodeApiError(this.#node, { message }, { ...events, httpCode: String(status) });
  }
}
