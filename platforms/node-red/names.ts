/** Names that the runtime and the editor share. */
import type { Connector } from "../../connector/platform_api.js";

type Manifest = Connector["manifest"];

/** Sources of an asset, in addition to the manifest's kinds of asset, which have their fields in the node. */
export const otherSources = { environment: "environment", file: "file" } as const;

/** Returns the types of the two nodes. */
export function nodeTypes({ name }: Pick<Manifest, "name">): { action: string; asset: string } {
  return { action: name, asset: `${name}-asset` };
}

/** The address of a proxy may contain a password. */
const keptWithSecrets = ["http_proxy"];

/**
 * Returns the fields of these kinds of asset (default: all kinds) that Node-RED stores as credentials, apart
 * from the flow.
 */
export function secretsOf({ assets }: Pick<Manifest, "assets">, kinds = Object.keys(assets)): string[] {
  const secrets = kinds.flatMap((kind) => assets[kind]?.secrets ?? []);
  return [...new Set([...secrets, ...keptWithSecrets])];
}
