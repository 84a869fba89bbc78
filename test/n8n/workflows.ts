// The workflows that are run: rows come over HTTP, go through our node, and leave by its outputs.
import type { JsonObject } from "../../connector/contract/types.js";

/** What n8n calls our node. */
export const nodeType = "n8n-nodes-defender-indicators.defenderIndicators";

/** What differs between the workflows. */
export interface NodeSetting {
  id: string;
  /** Where the node before ours gets its items. */
  feed: string;
  parameters: JsonObject;
  credential?: string;
  onError?: string;
}

/** A workflow as n8n imports it. */
export function workflowOf({ id, feed, parameters, credential = "sound", onError }: NodeSetting): JsonObject {
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
      node("Defender", nodeType, 400, {
        parameters,
        credentials: { defenderIndicatorsApi: { id: credential, name: credential } },
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

/** Credentials as n8n imports them; it encrypts them itself. */
export function credentialOf(id: string, asset: JsonObject): JsonObject {
  const data = { authentication: "oauth2_client_credentials", ...asset };
  return { id, name: id, type: "defenderIndicatorsApi", data };
}

/** An item as n8n tells it. */
export interface Item {
  json: JsonObject;
  pairedItem?: { item: number };
}

/** What n8n tells of an execution. */
export interface RunData {
  data: {
    resultData: {
      error?: { message: string; description?: string; context?: { itemIndex?: number } };
      runData: Record<string, { data?: { main: (Item[] | null)[] } }[]>;
    };
  };
}

/** The items that reached a node, or left ours. */
export function itemsOf({ data }: RunData, node: string): Item[] {
  return data.resultData.runData[node]?.[0]?.data?.main[0] ?? [];
}
