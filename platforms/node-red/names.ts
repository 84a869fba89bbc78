/** Names that the runtime and the editor must agree on. */
import type { Connector } from "../../connector/index.js";

type Manifest = Connector["manifest"];

/** Where an asset comes from, beside the kinds of asset of the manifest, whose fields stand in the node itself. */
export const otherSources = { environment: "environment", file: "file" } as const;

/** The types of the two nodes. */
export function nodeTypes({ name }: Pick<Manifest, "name">): { action: string; asset: string } {
  return { action: name, asset: `${name}-asset` };
}

/** Names of all fields that are secret in some kind of asset: Node-RED keeps them apart from the flow. */
export function secretsOf({ assets }: Pick<Manifest, "assets">): string[] {
  return [...new Set(Object.values(assets).flatMap(({ secrets }) => secrets))];
}
