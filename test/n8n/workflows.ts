// The workflows of the test: rows are fetched over HTTP, pass through our node, and leave by its outputs.
import type { JsonObject } from "../../connector/contract/types.js";

/** n8n's name of our node. */
export const nodeType = "n8n-nodes-defender-indicators.defenderIndicators";

/** n8n's name of the node that calls the HTTP service. */
export const serveNodeType = "n8n-nodes-defender-indicators-serve.defenderIndicatorsServe";

/** Settings that differ between the workflows. */
export interface NodeSetting {
  id: string;
  /** Address from which the node before ours fetches its items. */
  feed: string;
  parameters: JsonObject;
  credential?: string;
  onError?: string;
  /** Default: the node that contains the connector. */
  type?: string;
}

/** Returns a workflow for n8n's import command. */
export function workflowOf(setting: NodeSetting): JsonObject {
  const { id, feed, parameters, credential = "sound", onError, type: ours = nodeType } = setting;
  const credentialType = ours === nodeType ? "defenderIndicatorsApi" : "defenderIndicatorsServeApi";
  const to = (...targets: string[]) => targets.map((node) => [{ node, type: "main", index: 0 }]);
  const node = (name: string, type: string, x: number, more: JsonObject = {}): JsonObject => ({
    id: name,
    name,
    type,
    typeVersion: 1,
    position: [x, 0],
    parameters: {},
    ...more,
  });
  return {
    id,
    name: id,
    active: false,
    settings: {},
    nodes: [
      node("Start", "n8n-nodes-base.manualTrigger", 0),
      node("Feed", "n8n-nodes-base.httpRequest", 200, {
        typeVersion: 4.2,
        parameters: { url: feed, options: {} },
      }),
      node("Defender", ours, 400, {
        parameters,
        credentials: { [credentialType]: { id: credential, name: credential } },
        ...(onError === undefined ? {} : { onError }),
      }),
      node("Done", "n8n-nodes-base.noOp", 600),
      node("Failed", "n8n-nodes-base.noOp", 800),
    ],
    connections: {
      Start: { main: to("Feed") },
      Feed: { main: to("Defender") },
      Defender: { main: to("Done", ...(onError === "continueErrorOutput" ? ["Failed"] : [])) },
    },
  };
}

/** Returns credentials for n8n's import command, which encrypts them. */
export function credentialOf(id: string, asset: JsonObject): JsonObject {
  const data = { authentication: "oauth2_client_credentials", ...asset };
  return { id, name: id, type: "defenderIndicatorsApi", data };
}

/** Returns a credential of the node that calls the HTTP service. */
export function serveCredentialOf(id: string, url: string, apiKey: string): JsonObject {
  return { id, name: id, type: "defenderIndicatorsServeApi", data: { url, apiKey } };
}

/** An item in n8n's output. */
export interface Item {
  json: JsonObject;
  pairedItem?: { item: number };
}

/** n8n's report of an execution. */
export interface RunData {
  data: {
    resultData: {
      error?: { message: string; description?: string; context?: { itemIndex?: number } };
      runData: Record<string, { data?: { main: (Item[] | null)[] } }[]>;
    };
  };
}

/** Returns the items that reached a node. */
export function itemsOf({ data }: RunData, node: string): Item[] {
  return data.resultData.runData[node]?.[0]?.data?.main[0] ?? [];
}
