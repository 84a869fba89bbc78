/** The Node-RED node of the actions, in a substitute for its runtime. */
import type { ActionOutput, Asset, Connector } from "../../../connector/index.js";
import type { AssetNode } from "../../../platforms/node-red/asset_node.js";
import { type FakeNode, FakeRed } from "../../platforms/node-red/node_red.js";
import { fieldTexts } from "../../support/field_texts.js";
import { type Adapter, newConnector, rowsAlone, outcomeOf } from "./adapter.js";

/** Rows come as a list, which is the usual payload; an input with more than rows comes as a whole. */
export const nodeRed: Adapter = {
  name: "the node in Node-RED",
  async run({ action }, { asset, input, cancelled }) {
    const connector = await newConnector();
    const node = nodeOn(action, asset, connector);
    void cancelled?.then(() => node.close());
    const payload = rowsAlone(input, connector.describe(action).rows) ?? input;
    const { sent, error } = await node.receive({ payload });
    return outcomeOf((sent?.payload ?? error?.cause?.["output"]) as ActionOutput | undefined, error?.code);
  },
};

/** Uses the asset as the editor stores it: every field a text, the secret separate. */
function nodeOn(action: string, { client_secret, ...fields }: Asset, connector: Connector): FakeNode {
  const RED = new FakeRed();
  const config = { source: "oauth2_client_credentials", fields: fieldTexts(fields) };
  const asset = RED.make("defender-indicators-asset", config, { client_secret });
  const { connection } = asset as unknown as AssetNode;
  const open = connection.open.bind(connection);
  connection.open = async (warn) => ({ ...(await open(warn)), connector });
  return RED.make("defender-indicators", { action, asset: asset.id });
}
