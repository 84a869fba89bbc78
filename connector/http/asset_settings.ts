/** The fields of an asset that are not credentials. */
import type { CloudAsset } from "../contract/generated/assets/cloud.js";
import type { SharedAsset } from "../contract/generated/assets/shared.js";

/** The fields that every kind of asset accepts, and those of assets of a cloud. */
export type AssetSettings = SharedAsset & CloudAsset;
