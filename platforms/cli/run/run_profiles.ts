/** `run --profile` and `run --all-profiles`: one action and one input for many tenants. */
import { chosenProfiles } from "../../shared/config/chosen_profiles.js";
import { profileErrors } from "../../shared/config/messages.js";
import type { Io } from "../../shared/io.js";
import { formOf, isTable } from "../io/file_format.js";
import { assertDistinct } from "../io/path_conflicts.js";
import { assertWritable } from "../io/write_output.js";
import { eachProfile, exitCodeOfProfiles, type ProfileResult } from "../profiles/each_profile.js";
import { ProfileArray } from "../profiles/profile_array.js";
import { fileNamePart, profileFile } from "../profiles/profile_files.js";
import { profileIos } from "../profiles/profile_io.js";
import { checked, runGiven, type UncheckedRun } from "./run_given.js";
import { checkedInputs } from "./run_envelopes.js";
import type { RunCommandOptions } from "./run_options.js";
import type { Given } from "./run_setup.js";

/** Prints one array with an entry for each profile. Throws what is wrong for all of them, before anything is sent. */
export async function runProfiles(unchecked: UncheckedRun): Promise<number> {
  const { options, io } = unchecked;
  const { path: config, names, assetOf } = await chosenProfiles(options, unchecked);
  assertFitsProfiles(options);
  const { input, output } = options;
  const ioOf = await profileIos(io, input === undefined || input === "-");
  const givenOf = (profile: string, own: Io, signal: AbortSignal): Promise<Given> =>
    checked({
      ...unchecked,
      options: optionsFor(profile, options),
      io: own,
      asset: () => assetOf(profile),
      shared: { signal },
    });
  const [first = ""] = names;
  await assertUsable(await givenOf(first, ioOf(first).io, new AbortController().signal), input);
  const path = isDryRun(options) ? undefined : output;
  await assertDistinct({ "--input": input, "--config": config, "--output": path });
  if (path !== undefined) await assertWritable(path);
  const array = new ProfileArray(path, io);
  const write = (result: ProfileResult): Promise<void> => array.write(result);
  const outcomes = await eachProfile({ names, ioOf, io, write }, async (profile, own, signal) =>
    runGiven(await givenOf(profile, own, signal)),
  );
  await array.end();
  return exitCodeOfProfiles(outcomes);
}

/** Throws InvalidOption for a flag that has no meaning for an array of all profiles. */
function assertFitsProfiles(options: RunCommandOptions): void {
  const { to, output } = options;
  if (to !== undefined) throw profileErrors.to();
  if (output === undefined || isDryRun(options)) return;
  if (isTable(output) || formOf(output) === "ndjson") throw profileErrors.output(output);
}

function isDryRun({ dryRun }: RunCommandOptions): boolean {
  return dryRun === true;
}

/** Throws what is wrong with the input: it is the same for every profile. */
async function assertUsable(given: Given, input: string | undefined): Promise<void> {
  const { source } = given;
  if (source.path !== undefined && !source.isRepeatable) throw profileErrors.pipe(input ?? source.path);
  if (source.form === "json") await checkedInputs(given);
}

/** Files that each profile has for itself. The output is one array. In a dry run, --output contains the calls. */
function optionsFor(profile: string, options: RunCommandOptions): RunCommandOptions {
  const { output, journal, failed, report, items, ...rest } = options;
  const calls = isDryRun(options) ? { output } : {};
  const own = Object.entries({ ...calls, failed, report, items }).flatMap(([flag, path]) =>
    path === undefined ? [] : [[flag, profileFile(path, profile)] as const],
  );
  return {
    ...rest,
    ...Object.fromEntries(own),
    ...(journal === undefined ? {} : { journal: `${journal}.${fileNamePart(profile)}` }),
  };
}
