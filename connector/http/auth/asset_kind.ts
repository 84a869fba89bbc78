/** Finds the kind of an asset. */
import { defaultAssetVariables } from "../../contract/default_asset.js";
import type { Manifest } from "../../contract/generated/meta/manifest.js";
import type { Asset } from "../../contract/types.js";
import { assetErrors } from "./messages.js";

/** The field that names the kind, for kinds that have the same fields. */
const kindField = "kind";

/**
 * Returns the kind of an asset: the one in its field kind, otherwise the first one with the fields that it has.
 * @throws InvalidAsset if the asset fits no kind
 */
export function assetKind(asset: Asset, manifest: Manifest): string {
  const kinds = Object.entries(manifest.assets);
  const isNamed = ([, { detectFields }]: (typeof kinds)[number]) => detectFields.includes(kindField);
  const named = kinds.filter(isNamed).map(([kind]) => kind);
  if (Object.hasOwn(asset, kindField)) {
    const kind = named.find((name) => name === asset[kindField]);
    if (kind === undefined) throw assetErrors.unknownKind(named);
    return kind;
  }
  const detected = kinds.filter((kind) => !isNamed(kind));
  for (const [kind, { detectFields }] of detected)
    if (detectFields.every((field) => Object.hasOwn(asset, field))) return kind;
  const fields = detected.map(([kind, entry]) => `${entry.detectFields.join(" and ")} (${kind})`);
  throw assetErrors.noCredential(fields, named, defaultAssetVariables(manifest));
}
