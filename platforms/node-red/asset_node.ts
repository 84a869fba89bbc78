/** The node that holds an asset. It is not part of a flow; action nodes refer to it. */
import type { Declarations } from "../../connector/platform_api.js";
import { asConnectorError } from "../shared/failure.js";
import { printable } from "../shared/printable.js";
import { type AssetConfig, Connection } from "./connection.js";
import type { NodeConfig, NodeMaker, Red, RedNode } from "./node_red_types.js";

/** The node at run time. */
export interface AssetNode extends RedNode {
  connection: Connection;
}

/** @param env - environment of Node-RED's process */
export function assetNode(
  RED: Red,
  declarations: Declarations,
  env: Readonly<Record<string, string | undefined>> = process.env,
): NodeMaker<AssetNode, AssetConfig & NodeConfig> {
  return function makeAssetNode(config) {
    RED.nodes.createNode(this, config);
    const credentials = (this.credentials ?? {}) as Record<string, string>;
    this.connection = new Connection({ config, credentials, declarations, env });
    // Checked at each deploy, not with the first message.
    this.connection
      .check((code, message) => this.warn(printable(`${code}: ${message}`)))
      .catch((thrown: unknown) => {
        const { code, message, hint } = asConnectorError(thrown);
        this.error(printable(`${code}: ${message} ${hint}`));
      });
  };
}
