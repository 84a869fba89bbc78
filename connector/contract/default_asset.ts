/** The kind of asset that most users have: an application with a secret. */
import type { Manifest } from "./generated/meta/manifest.js";

/** Returns the name of the default kind, or of the first kind if no kind has a secret. */
export function defaultAssetKind({ assets }: Pick<Manifest, "assets">): string {
  const kinds = Object.entries(assets);
  const [name = ""] = kinds.find(([, { grant }]) => grant === "client_secret") ?? kinds[0] ?? [];
  return name;
}

/** Returns the environment variables of the default kind, as part of a sentence. */
export function defaultAssetVariables({
  assets,
  environmentPrefix,
}: Pick<Manifest, "assets" | "environmentPrefix">): string {
  const { tenantId, clientId, clientSecret } = assets[defaultAssetKind({ assets })]?.credentials ?? {};
  const names = [tenantId, clientId, clientSecret].filter((field) => field !== undefined);
  const variables = names.map((field) => environmentPrefix + field.toUpperCase());
  return `${variables.slice(0, -1).join(", ")} and ${variables.at(-1)}`;
}
