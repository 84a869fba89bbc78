/** Finds the profiles that the options of a command choose. */
import { type Asset, type Connector, type Declarations, suggest } from "../../../connector/platform_api.js";
import type { Io } from "../io.js";
import { logOf } from "../log/log_of.js";
import { profileErrors } from "./messages.js";
import { profileAsset } from "./profile_asset.js";
import type { ProfileFlags } from "./profile_choice.js";
import { configPath, configVariable, readConfig } from "./read_config.js";

/** The chosen profiles of a configuration. */
export interface ChosenProfiles {
  /** Absolute path of the configuration. */
  readonly path: string;
  readonly names: readonly string[];
  /** Reads the asset of a profile with its secrets. @throws ConnectorError InvalidAsset */
  readonly assetOf: (name: string) => Promise<Asset>;
}

/** What choosing profiles needs. */
export interface ProfileTools {
  readonly connector: Connector;
  readonly declarations: Declarations;
  readonly io: Io;
}

/** @throws ConnectorError InvalidOption, InvalidConfig */
export async function chosenProfiles(
  flags: ProfileFlags,
  { connector, declarations, io }: ProfileTools,
): Promise<ChosenProfiles> {
  const { config: option, profile, allProfiles = false, asset } = flags;
  const { manifest } = connector;
  if (profile === undefined && !allProfiles) throw profileErrors.noProfile();
  if (profile !== undefined && allProfiles) throw profileErrors.both();
  if (asset !== undefined) throw profileErrors.withAsset();
  const path = configPath(option, manifest, io.env);
  if (path === undefined) throw profileErrors.noConfig(configVariable(manifest));
  const warn = (code: string, message: string): void => logOf(io).write("warn", message, { code });
  const config = await readConfig(path, { connector, schemas: declarations.schemas, warn });
  const known = [...config.profiles.keys()];
  for (const name of profile ?? []) assertKnown(name, path, known);
  assertDistinct(profile ?? []);
  const assetOf = (name: string): Promise<Asset> => profileAsset(config, name, { manifest, env: io.env });
  return { path: config.path, names: profile ?? known, assetOf };
}

function assertKnown(name: string, path: string, known: readonly string[]): void {
  if (name === "") throw profileErrors.noName();
  if (!known.includes(name)) throw profileErrors.unknown(name, path, suggest(name, known), known);
}

function assertDistinct(names: readonly string[]): void {
  const twice = names.find((name, at) => names.indexOf(name) !== at);
  if (twice !== undefined) throw profileErrors.twice(twice);
}
