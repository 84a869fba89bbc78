/** Carries out a sync for several profiles at once: each has a journal, a plan file and a checkpoint of its own. */
import { type ChosenProfiles, chosenProfiles } from "../../shared/config/chosen_profiles.js";
import type { ProfileFlags } from "../../shared/config/profile_choice.js";
import { exitCodes } from "../../shared/exit_code.js";
import {
  eachProfile,
  exitCodeOfProfiles,
  printProfile,
  type ProfileOutcome,
  type ProfileResult,
} from "../profiles/each_profile.js";
import { ProfileArray } from "../profiles/profile_array.js";
import { profileIos } from "../profiles/profile_io.js";
import { SharedPulls } from "./shared_pulls.js";
import { readSyncFile } from "./sync_file.js";
import type { SyncTools } from "./sync_round.js";

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
  tools: SyncTools,
): Promise<ChosenProfiles> {
  const profiles = await chosenProfiles(flags, tools);
  if (flags.sync !== undefined) await readSyncFile(flags.sync, tools.declarations, profiles.names[0]);
  return profiles;
}

/** Works on all profiles. One that fails does not stop the others. */
export async function syncEach(
  { names, assetOf }: ChosenProfiles,
  tools: SyncTools,
  { work, isJson = false, signal }: EachSync,
): Promise<ProfileOutcome[]> {
  const { io } = tools;
  const ioOf = await profileIos(io, false);
  const pulls = new SharedPulls();
  const array = isJson ? new ProfileArray(undefined, io) : undefined;
  const write = (result: ProfileResult): Promise<void> =>
    array === undefined ? printProfile(result, io) : array.write({ ...result, text: arrayOf(result.text) });
  const each = { names, ioOf, io, write, ...(signal === undefined ? {} : { signal }) };
  const outcomes = await eachProfile(each, async (name, own, stopped) => {
    const profile = { name, asset: () => assetOf(name), signal: stopped };
    return { exitCode: await work({ ...tools, io: own, profile, pulls }) };
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
