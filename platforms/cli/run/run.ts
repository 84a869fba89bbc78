/** The command `run`: reads rows and writes results in the same order; data on stdout, messages on stderr. */
import { openConnector } from "../../shared/shared_database.js";
import { givenAsset } from "../../shared/asset_source.js";
import { hasProfileFlags } from "../../shared/config/profile_choice.js";
import { loadDeclarations } from "../../shared/declarations.js";
import type { Io } from "../../shared/io.js";
import { mappingOf } from "../feeds/action_mapping.js";
import { checked, runGiven, type UncheckedRun } from "./run_given.js";
import type { RunCommandOptions } from "./run_options.js";
import type { JobPorts } from "./run_setup.js";

/** Runs the action for the asset, or for each of the chosen profiles. */
export async function runCommand(
  name: string,
  options: RunCommandOptions,
  io: Io,
  job?: JobPorts,
): Promise<number> {
  const declarations = loadDeclarations(io.env);
  const connector = job?.connector ?? (await openConnector(declarations, io.env));
  const action = connector.describe(name);
  const mapping = mappingOf(action, declarations);
  const given: UncheckedRun = {
    connector,
    declarations,
    action,
    mapping,
    options,
    io,
    asset: job?.asset ?? ((warn) => givenAsset(options.asset, connector, io, warn)),
    job,
  };
  if (!hasProfileFlags(options)) return runOnce(given);
  const { runProfiles } = await import("./run_profiles.js");
  return runProfiles(given);
}

/** Checks everything that the user passed before anything is sent. A run that ends before it begins leaves its files, too. */
async function runOnce(given: UncheckedRun): Promise<number> {
  try {
    const { exitCode } = await runGiven(await checked(given));
    return exitCode;
  } catch (error) {
    const { leaveFiles } = await import("./unstarted_run.js");
    await leaveFiles(error, given);
    throw error;
  }
}
