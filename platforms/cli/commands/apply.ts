/** `apply` and `adopt`: carry out what a sync would change. */
import { hasProfileFlags, type ProfileFlags } from "../../shared/config/profile_choice.js";
import type { Io } from "../../shared/io.js";
import { profileFile } from "../profiles/profile_files.js";
import { untilStopped } from "../run/run_setup.js";
import { feedFiles } from "../sync/feed_store.js";
import { planErrors } from "../sync/messages.js";
import { exitCodeOfRound, reportResults, saveProgress } from "../sync/round_end.js";
import { openRoundReport } from "../sync/round_report.js";
import { assertSameSync, readPlan } from "../sync/saved_plan.js";
import { readSyncFile, type SyncFile } from "../sync/sync_file.js";
import { openTools, type Round, type RoundOptions, type SyncTools, syncRound } from "../sync/sync_round.js";
import type { Report } from "../ui/report.js";
import { printPlan } from "./plan.js";

/** The flags of `apply`. */
export interface ApplyFlags extends ProfileFlags {
  readonly sync?: string;
  readonly allowDelete?: number;
}

/** The flags of `adopt`. */
export interface AdoptFlags extends ProfileFlags {
  readonly sync: string;
}

/** @param path - file of a plan; undefined: the sync file is planned and applied at once */
export async function applyCommand(path: string | undefined, flags: ApplyFlags, io: Io): Promise<number> {
  if ((path === undefined) === (flags.sync === undefined)) throw planErrors.oneOf();
  return forTarget(flags, io, (tools) => applyOnce(path, flags, tools));
}

/** Takes over the rows of the client id that belong to another name, after it has shown the plan. */
export function adoptCommand(flags: AdoptFlags, io: Io): Promise<number> {
  return forTarget(flags, io, (tools) => adoptOnce(flags.sync, tools));
}

/** Works on the asset of the sync file, or on each of the chosen profiles. */
async function forTarget(
  flags: ApplyFlags,
  io: Io,
  work: (tools: SyncTools) => Promise<number>,
): Promise<number> {
  const tools = await openTools(io);
  if (!hasProfileFlags(flags)) return work(tools);
  const { exitCodeOfSyncs, openSyncProfiles, syncEach } = await import("../sync/sync_profiles.js");
  return exitCodeOfSyncs(await syncEach(await openSyncProfiles(flags, tools), tools, { work }));
}

async function applyOnce(
  path: string | undefined,
  { sync = "", allowDelete }: ApplyFlags,
  tools: SyncTools,
): Promise<number> {
  const { declarations, profile } = tools;
  const name = profile?.name;
  const saved =
    path === undefined
      ? undefined
      : await readPlan(name === undefined ? path : profileFile(path, name), name);
  const file = await readSyncFile(saved?.syncPath ?? sync, declarations, name);
  if (saved !== undefined) assertSameSync(saved.plan, file);
  const report = await openRoundReport(file, tools.io);
  const options = {
    mode: "apply",
    allowDelete,
    ...(saved === undefined ? {} : { saved: saved.plan }),
  } as const;
  const apply = (signal: AbortSignal) => applyRound(file, tools, report, { ...options, signal });
  return untilStopped(report, apply, profile?.signal);
}

async function adoptOnce(sync: string, tools: SyncTools): Promise<number> {
  const { declarations, io, profile } = tools;
  const file = await readSyncFile(sync, declarations, profile?.name);
  const report = await openRoundReport(file, io);
  const adopt = async (signal: AbortSignal): Promise<number> => {
    const shown = await syncRound(file, tools, report, { mode: "plan", adopt: true, signal });
    await printPlan(shown, false, io);
    const { plan: saved } = shown.outcome;
    const round = await syncRound(file, tools, report, { mode: "apply", adopt: true, saved, signal });
    reportResults(round, report);
    return exitCodeOfRound(round, file);
  };
  return untilStopped(report, adopt, profile?.signal);
}

/** Carries out one round and returns its exit code. */
export async function applyRound(
  file: SyncFile,
  tools: SyncTools,
  report: Report,
  options: RoundOptions,
): Promise<number> {
  return exitCodeOfRound(await appliedRound(file, tools, report, options), file);
}

/** Carries out one round and reports it. */
export async function appliedRound(
  file: SyncFile,
  tools: SyncTools,
  report: Report,
  options: RoundOptions,
): Promise<Round> {
  const round = await syncRound(file, tools, report, options);
  report.close();
  await printPlan(round, false, tools.io);
  reportResults(round, report);
  await saveProgress(round, file, tools.feed ?? feedFiles(file));
  return round;
}
