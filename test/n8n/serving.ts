// The HTTP service for the declarative node, and the workflows with that node.
import type { JsonObject } from "../../connector/contract/types.js";
import type { Simulator } from "../../simulator/index.js";
import { served } from "../scenarios/conformance/served.js";
import type { Undone } from "./processes.js";
import { itemsOf, type NodeSetting, type RunData, serveNodeType } from "./workflows.js";

/** Starts the HTTP service; it ends with the script. */
export function startServing(simulator: Simulator, undone: Undone): Promise<string> {
  return new Promise((resolve, reject) => {
    const running = served(simulator.asset(), async (url) => {
      resolve(url);
      await new Promise<void>((ended) => undone.later(ended));
    });
    running.catch(reject);
  });
}

/**
 * Returns the workflows.
 * @param one - address of a feed with one item
 * @param indicators - the rows to import
 */
export function serveSettings(one: string, indicators: readonly JsonObject[]): NodeSetting[] {
  const ours = { feed: one, type: serveNodeType, credential: "service" };
  const importing = {
    operation: "import_indicators",
    Indicators: JSON.stringify(indicators),
    options: { validation: "strict" },
  };
  const filter = "indicatorValue eq 'host-0.example'";
  return [
    { id: "serveImport", ...ours, parameters: importing },
    { id: "serveList", ...ours, parameters: { operation: "get_indicators", fields: { filter, top: 5 } } },
    { id: "serveRejected", ...ours, credential: "wrongKey", parameters: { operation: "get_indicators" } },
  ];
}

/** Returns the body of the output in the first item. */
export function bodyOf(data: RunData): { value: JsonObject[] } {
  const [item] = itemsOf(data, "Done");
  if (item === undefined) throw new Error("the node returned no item");
  return item.json["json_body"] as { value: JsonObject[] };
}
