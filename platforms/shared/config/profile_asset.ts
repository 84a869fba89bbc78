/** Makes the asset of a profile. */
import { dirname, resolve } from "node:path";
import { type Asset, certificateFields, type Connector } from "../../../connector/platform_api.js";
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

/** Field with the path of a token, which each login reads. */
const assertionField = "assertion_file";

/** Longest text that is a path, in characters: no certificate or key is as short. */
const maxPathLength = 400;

/** Longest file with certificates that is watched, in bytes. */
const maxCertificateBytes = 256 * 1024;

/**
 * Returns the asset of a profile, with its secrets. Its paths are relative to the configuration.
 * @throws ConnectorError InvalidAsset
 */
export async function profileAsset(
  { path: config, profiles }: Config,
  name: string,
  { manifest, env, read }: ProfileSources,
): Promise<Asset> {
  const folder = dirname(config);
  const asset: Asset = { ...profiles.get(name) };
  const certificates = certificateFields(manifest);
  for (const field of [assertionField, ...certificates]) {
    const path = asset[field];
    if (typeof path !== "string" || path === "" || path.length > maxPathLength) continue;
    const file = resolve(folder, path);
    asset[field] = file;
    // Who watches the files that are read learns of this one. The check of the asset reports its faults.
    if (field !== assertionField) await read?.(file, maxCertificateBytes).catch(() => {});
  }
  return withSecrets(asset, { manifest, env, folder, read });
}
