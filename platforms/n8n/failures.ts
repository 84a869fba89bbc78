/** What the node throws: n8n's own errors, with the sentence of what happened and what to do. */
import type { ConnectorError } from "../../connector/index.js";
import { printable } from "../shared/printable.js";
import type { N8nWorkflow, WorkflowNode } from "./n8n.js";
import type { Entry } from "./entries.js";
import type { Operation } from "./operations.js";

/** What a failed run is called: its code is stable, its words may change. */
export function sentenceOf({ code, message }: ConnectorError): string {
  return printable(`${code}: ${message}`);
}

/** The errors of one node. */
export class Failures {
  readonly #n8n: N8nWorkflow;
  readonly #node: WorkflowNode;

  constructor(n8n: N8nWorkflow, node: WorkflowNode) {
    this.#n8n = n8n;
    this.#node = node;
  }

  /** An operation that an older or a newer version of the package has. */
  ofUnknown(name: string, known: readonly Operation[]): Error {
    const description = `There are: ${known.map(({ title }) => title).join(", ")}.`;
    return new this.#n8n.NodeOperationError(this.#node, `There is no operation ${name}.`, { description });
  }

  /** A run that failed as a whole. */
  ofRun(error: ConnectorError, itemIndex: number): Error {
    const message = sentenceOf(error);
    const options = { message, description: error.hint, itemIndex };
    const { status } = error;
    if (status === undefined) return new this.#n8n.NodeOperationError(this.#node, message, options);
    return new this.#n8n.NodeApiError(this.#node, { message }, { ...options, httpCode: String(status) });
  }

  /** A run of which some rows failed. */
  ofRows(failed: readonly Entry[], total: number): Error {
    const [{ item, reason = "" } = { item: 0 }] = failed;
    const message = `${failed.length} of ${total} failed. The first is item ${item}: ${reason}`;
    const description =
      "The others are done. For what became of each, set When Rows Fail in the node's options to Output All Rows, or On Error in its settings to Continue.";
    return new this.#n8n.NodeOperationError(this.#node, message, { description, itemIndex: item });
  }
}
