/** The n8n node in a substitute for its context: with an input as JSON, and with items that are rows. */
import { isObject } from "../../../connector/contract/json_pointer.js";
import {
  type ActionOutput,
  type Asset,
  getAt,
  descriptionsOf,
  type JsonObject,
  removeAt,
} from "../../../connector/platform_api.js";
import type { NodeItem } from "../../../platforms/n8n/n8n_types.js";
import { parts, runNode } from "../../platforms/n8n/context.js";
import {
  type Call,
  type Adapter,
  newConnector,
  type CallContext,
  rowsAlone,
  type Outcome,
  outcomeOf,
} from "./adapter.js";

const descriptions = descriptionsOf(parts.declarations);

/** Returns the whole output. */
export const n8nInput: Adapter = {
  name: "the node in n8n, on an input,",
  async run({ action }, place) {
    const parameters = {
      operation: action,
      mode: "json",
      simplify: false,
      input: JSON.stringify(place.input),
    };
    const [item] = await itemsOf([{}], parameters, place);
    const { error, ...output } = item?.json ?? {};
    return outcomeOf(
      "status_code" in output ? (output as unknown as ActionOutput) : undefined,
      codeOf(error),
    );
  },
};

/** Returns the rows, and omits the other fields of the output. */
export const n8nItems: Adapter = {
  name: "the node in n8n, on items,",
  lacks: ["status"],
  supports: (call) => inputAsItems(call, call.input([], { workspace: "" })) !== undefined,
  async run(call, place): Promise<Outcome> {
    const { items = [], envelope } = inputAsItems(call, place.input) ?? {};
    const parameters = { operation: call.action, mode: "items", envelope: JSON.stringify(envelope) };
    const given = await itemsOf(items, parameters, place);
    const rows = given.map(({ json: { error: _error, ...row } }) => row);
    const errors = given.map(({ json }) => codeOf(json["error"]));
    return {
      status: undefined,
      rows: rows.filter((row) => Object.keys(row).length > 0),
      error: errors.find((code) => code !== undefined),
    };
  },
};

/** undefined if n8n cannot have the rows as items: items are objects, and a node does not run without items. */
function inputAsItems(
  { action }: Call,
  input: unknown,
): { items: readonly JsonObject[]; envelope: unknown } | undefined {
  const { rows: pointer } = descriptions.find(({ name }) => name === action) ?? {};
  const { envelope, textsAs } = parts.operations.find(({ name }) => name === action)?.rows ?? {};
  const rows = envelope === undefined ? rowsAlone(input, pointer) : getAt(input, pointer ?? "");
  if (pointer === undefined || !Array.isArray(rows) || rows.length === 0) return undefined;
  const items = rows.map((row) => (textsAs === undefined ? row : { [textsAs]: row })) as unknown[];
  return items.every(isObject) ? { items, envelope: removeAt(input, pointer) } : undefined;
}

/** Returns the node's output, with "continue on fail" set. */
async function itemsOf(
  items: readonly JsonObject[],
  parameters: JsonObject,
  { asset, cancelled }: CallContext,
): Promise<NodeItem[]> {
  const cancel = new AbortController();
  void cancelled?.then(() => cancel.abort());
  const given = {
    items,
    parameters: { ...parameters, options: { whenRowsFail: "output" } },
    credential: credentialOf(asset),
    onError: "continueRegularOutput" as const,
    signal: cancel.signal,
  };
  const { items: left } = await runNode(given, { ...parts, connector: newConnector });
  return left;
}

/** Returns the values of a completed form. */
function credentialOf(asset: Asset): JsonObject {
  const fields = Object.entries(asset).map(([field, value]) => [
    field,
    typeof value === "object" ? JSON.stringify(value) : value,
  ]);
  return { authentication: "oauth2_client_credentials", ...Object.fromEntries(fields) };
}

function codeOf(error: unknown): string | undefined {
  return typeof error === "string" ? /^(\w+): /.exec(error)?.[1] : undefined;
}
