/** Finds the profiles that the options of a command choose. */
import { ConnectorError, suggest } from "../../../connector/platform_api.js";
import type { Io } from "../io.js";
import { profileFaults } from "./messages.js";
import type { ProfileFlags } from "./profile_choice.js";
import { type Config, type ConfigSources, configPath, configVariable, readConfig } from "./read_config.js";

/** The chosen profiles of a configuration. */
export interface ChosenProfiles {
  readonly config: Config;
  readonly names: readonly string[];
}

/** @throws ConnectorError InvalidOption, InvalidConfig */
export async function chosenProfiles(
  flags: ProfileFlags,
  sources: ConfigSources,
  env: Io["env"],
): Promise<ChosenProfiles> {
  const { config: option, profile, allProfiles = false, asset } = flags;
  const { manifest } = sources.connector;
  if (profile === undefined && !allProfiles) throw invalid(profileFaults.noProfile);
  if (profile !== undefined && allProfiles) throw invalid(profileFaults.both);
  if (asset !== undefined) throw invalid(profileFaults.withAsset);
  const path = configPath(option, manifest, env);
  if (path === undefined) throw invalid(profileFaults.noConfig(configVariable(manifest)));
  const config = await readConfig(path, sources);
  const known = [...config.profiles.keys()];
  for (const name of profile ?? []) assertKnown(name, path, known);
  assertDistinct(profile ?? []);
  return { config, names: profile ?? known };
}

function assertKnown(name: string, path: string, known: readonly string[]): void {
  if (name === "") throw invalid(profileFaults.noName);
  if (!known.includes(name)) throw invalid(profileFaults.unknown(name, path, suggest(name, known), known));
}

function assertDistinct(names: readonly string[]): void {
  const twice = names.find((name, at) => names.indexOf(name) !== at);
  if (twice !== undefined) throw invalid(profileFaults.twice(twice));
}

function invalid(message: string): ConnectorError {
  return new ConnectorError("InvalidOption", message);
}
