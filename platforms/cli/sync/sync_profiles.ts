/** Carries out a sync for several profiles at once: each has a journal, a plan file and a checkpoint of its own. */
import { type Config } from "../../shared/config/read_config.js";
import { chosenProfiles } from "../../shared/config/chosen_profiles.js";
import type { ProfileFlags } from "../../shared/config/profile_choice.js";
import { profileAsset } from "../../shared/config/profile_asset.js";
import { exitCodes } from "../../shared/exit_code.js";
import { type Io, print } from "../../shared/io.js";
import { logOf } from "../../shared/log/log_of.js";
import {
  eachProfile,
  exitCodeOfProfiles,
  type ProfileOutcome,
  type ProfileResult,
} from "../profiles/each_profile.js";
import { ProfileArray } from "../profiles/profile_array.js";
import { profileIos } from "../profiles/profile_io.js";
import { profileTexts } from "./messages.js";
import { readSyncFile } from "./sync_file.js";
import type { SyncTools } from "./sync_round.js";

/** The profiles of one command. */
export interface SyncProfiles {
  readonly config: Config;
  readonly names: readonly string[];
}

/** How profiles are worked on. */
export interface EachSync {
  /** Returns the exit code. */
  readonly work: (tools: SyncTools) => Promise<number>;
  /** Prints one array instead of a text for each profile. */
  readonly isJson?: boolean;
  /** Stops all profiles; undefined: Ctrl-C does. */
  readonly signal?: AbortSignal;
}

/**
 * Returns the profiles that the options choose. Reads the sync file once, so that a fault is reported once.
 * @throws ConnectorError InvalidOption, InvalidConfig
 */
export async function openSyncProfiles(
  flags: ProfileFlags & { readonly sync?: string },
  { connector, declarations, io }: SyncTools,
): Promise<SyncProfiles> {
  const warn = (code: string, message: string): void => logOf(io).write("warn", message, { code });
  const sources = { connector, schemas: declarations.schemas, warn };
  const profiles = await chosenProfiles(flags, sources, io.env);
  if (flags.sync !== undefined) await readSyncFile(flags.sync, declarations, profiles.names[0]);
  return profiles;
}

/** Works on all profiles. One that fails does not stop the others. */
export async function syncEach(
  { config, names }: SyncProfiles,
  tools: SyncTools,
  { work, isJson = false, signal }: EachSync,
): Promise<ProfileOutcome[]> {
  const { connector, io } = tools;
  const ioOf = await profileIos(io, false);
  const array = isJson ? new ProfileArray(undefined, io) : undefined;
  const write = (result: ProfileResult): Promise<void> =>
    array === undefined ? printText(result, io) : array.write({ ...result, text: arrayOf(result.text) });
  const each = { names, ioOf, io, write, ...(signal === undefined ? {} : { signal }) };
  const outcomes = await eachProfile(each, async (name, own, stopped) => {
    const asset = () => profileAsset(config, name, { manifest: connector.manifest, env: io.env });
    return { exitCode: await work({ ...tools, io: own, profile: { name, asset, signal: stopped } }) };
  });
  await array?.end();
  return outcomes;
}

/** Returns 0 if every profile has 0, 5 if the others have pending changes, else 1. */
export function exitCodeOfSyncs(outcomes: readonly ProfileOutcome[]): number {
  const { done, pending } = exitCodes;
  const isPending = outcomes.some(({ exitCode }) => exitCode === pending);
  const isFine = outcomes.every(({ exitCode }) => exitCode === done || exitCode === pending);
  return isFine && isPending ? pending : exitCodeOfProfiles(outcomes);
}

function arrayOf(text: string): string {
  return text.trim() === "" ? "" : `[${text.trim()}]`;
}

function printText({ profile, text }: ProfileResult, io: Io): Promise<void> {
  return print(io, `${profileTexts.heading(profile)}\n${text}`);
}
