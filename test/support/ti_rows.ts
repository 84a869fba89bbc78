/** Valid rows and inputs of the Graph and Sentinel actions. */
import type { ActionInput, JsonObject } from "../../connector/contract/types.js";

/** Returns the n-th valid tiIndicator. */
export function tiRow(n: number, change: JsonObject = {}): JsonObject {
  return {
    action: "alert",
    targetProduct: "Azure Sentinel",
    externalId: `row-${n}`,
    domainName: `host-${n}.example`,
    description: "Inert.",
    expirationDateTime: "2999-01-01T00:00:00Z",
    threatType: "WatchList",
    tlpLevel: "green",
    ...change,
  };
}

/** Returns the n-th STIX id. */
export function stixId(n: number): string {
  return `indicator--00000000-0000-4000-8000-${String(n).padStart(12, "0")}`;
}

/** Returns the n-th valid STIX indicator. */
export function stixObject(n: number, change: JsonObject = {}): JsonObject {
  return {
    type: "indicator",
    spec_version: "2.1",
    id: stixId(n),
    created: "2026-01-01T00:00:00Z",
    modified: "2026-01-01T00:00:00Z",
    pattern: `[domain-name:value = 'host-${n}.example']`,
    pattern_type: "stix",
    valid_from: "2026-01-01T00:00:00Z",
    ...change,
  };
}

/** Returns an input of upload_stix_objects. */
export function uploadOf(stixobjects: readonly unknown[], workspaceId = "workspace-1"): ActionInput {
  return { path_parameters: { workspaceId }, json_body: { sourcesystem: "test", stixobjects } };
}

/** Returns an input of the Graph actions. */
export function valueOf(value: readonly unknown[]): ActionInput {
  return { json_body: { value } };
}

/** Returns an input of batch_delete_indicators. */
export function idsOf(ids: readonly unknown[]): ActionInput {
  return { json_body: { IndicatorIds: ids } };
}
