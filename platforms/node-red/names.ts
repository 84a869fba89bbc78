/** Names that the runtime and the editor must agree on. */
import type { Connector } from "../../connector/platform_api.js";

type Manifest = Connector["manifest"];

/** Where an asset comes from, beside the kinds of asset of the manifest, whose fields stand in the node itself. */
export const otherSources = { environment: "environment", file: "file" } as const;

/** The types of the two nodes. */
export function nodeTypes({ name }: Pick<Manifest, "name">): { action: string; asset: string } {
  return { action: name, asset: `${name}-asset` };
}

/** The address of a proxy may hold a password. */
const keptWithSecrets = ["http_proxy"];

/** Names of the fields of these kinds of asset, all where none are given, that Node-RED keeps apart from the flow. */
export function secretsOf({ assets }: Pick<Manifest, "assets">, kinds = Object.keys(assets)): string[] {
  const secrets = kinds.flatMap((kind) => assets[kind]?.secrets ?? []);
  return [...new Set([...secrets, ...keptWithSecrets])];
}
