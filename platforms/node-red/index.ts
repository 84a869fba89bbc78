/** The module that Node-RED loads: registers the action node and the asset node. */
import { type Declarations } from "../../connector/platform_api.js";
import { actionNode } from "./action_node.js";
import { assetNode } from "./asset_node.js";
import { nodeTypes, secretsOf } from "./names.js";
import type { Red } from "./node_red_types.js";
import { loadDeclarations } from "../shared/declarations.js";

/** Throws InvalidDeclaration. */
export default function registerNodes(
  RED: Red,
  declarations: Declarations = loadDeclarations(process.env),
): void {
  const { manifest } = declarations;
  const types = nodeTypes(manifest);
  const secrets = secretsOf(manifest).map((field) => [field, { type: "password" }] as const);
  RED.nodes.registerType(types.asset, assetNode(RED, declarations), {
    credentials: Object.fromEntries(secrets),
  });
  RED.nodes.registerType(types.action, actionNode(RED, declarations));
}
