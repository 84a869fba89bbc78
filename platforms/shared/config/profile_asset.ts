/** Makes the asset of a profile. */
import { dirname, resolve } from "node:path";
import type { Asset, Connector } from "../../../connector/platform_api.js";
import type { Io } from "../io.js";
import type { Config } from "./read_config.js";
import { withSecrets } from "./secrets.js";
import type { ReadText } from "./small_file.js";

/** What making the asset of a profile needs. */
export interface ProfileSources {
  readonly manifest: Connector["manifest"];
  readonly env: Io["env"];
  readonly read?: ReadText | undefined;
}

/** Fields of an asset, apart from secrets, that are paths of files. */
const pathFields = ["ca_file", "assertion_file"];

/** Longest file with root certificates that is watched, in bytes. */
const maxRootsBytes = 256 * 1024;

/**
 * Returns the asset of a profile, with its secrets. Its paths are relative to the configuration.
 * @throws ConnectorError InvalidAsset
 */
export async function profileAsset(
  { path, profiles }: Config,
  name: string,
  { manifest, env, read }: ProfileSources,
): Promise<Asset> {
  const folder = dirname(path);
  const asset: Asset = { ...profiles.get(name) };
  for (const field of pathFields) {
    const file = asset[field];
    if (typeof file === "string" && file !== "") asset[field] = resolve(folder, file);
  }
  // Who watches the files that are read learns of this one. The check of the asset reports its faults.
  if (typeof asset["ca_file"] === "string") await read?.(asset["ca_file"], maxRootsBytes).catch(() => {});
  return withSecrets(asset, { manifest, env, folder, read });
}
