/** `apply` and `adopt`: carry out what a sync would change. */
import { ConnectorError } from "../../../connector/platform_api.js";
import type { Io } from "../../shared/io.js";
import { untilStopped } from "../run/run_setup.js";
import { planFaults } from "../sync/messages.js";
import { exitCodeOfRound, reportResults, saveProgress } from "../sync/round_end.js";
import { assertSameSync, readPlan } from "../sync/saved_plan.js";
import { readSyncFile, type SyncFile } from "../sync/sync_file.js";
import { openTools, type RoundOptions, type SyncTools, syncRound } from "../sync/sync_round.js";
import { openReport, type Report } from "../ui/report.js";
import { printPlan } from "./plan.js";

/** The flags of `apply`. */
export interface ApplyFlags {
  readonly sync?: string;
  readonly allowDelete?: number;
}

/** @param path - file of a plan; undefined: the sync file is planned and applied at once */
export async function applyCommand(path: string | undefined, flags: ApplyFlags, io: Io): Promise<number> {
  const { sync, allowDelete } = flags;
  if ((path === undefined) === (sync === undefined))
    throw new ConnectorError("InvalidOption", planFaults.oneOf);
  const tools = await openTools(io);
  if (path === undefined) return applyOnce(sync ?? "", tools, { mode: "apply", allowDelete });
  const { plan, syncPath } = await readPlan(path);
  const file = await readSyncFile(syncPath, tools.declarations);
  assertSameSync(plan, file);
  return applyOnce(file, tools, { mode: "apply", allowDelete, saved: plan });
}

/** Takes over the rows of the client id that belong to another name, after it has shown the plan. */
export async function adoptCommand({ sync }: { readonly sync: string }, io: Io): Promise<number> {
  const tools = await openTools(io);
  const file = await readSyncFile(sync, tools.declarations);
  const report = await openReport(io, 1);
  return untilStopped(report, async (signal) => {
    const shown = await syncRound(file, tools, report, { mode: "plan", adopt: true, signal });
    await printPlan(shown, false, io);
    const { plan: saved } = shown.outcome;
    const round = await syncRound(file, tools, report, { mode: "apply", adopt: true, saved, signal });
    reportResults(round, report);
    return exitCodeOfRound(round, file);
  });
}

async function applyOnce(
  given: string | SyncFile,
  tools: SyncTools,
  options: Omit<RoundOptions, "signal">,
): Promise<number> {
  const file = typeof given === "string" ? await readSyncFile(given, tools.declarations) : given;
  const report = await openReport(tools.io, 1);
  return untilStopped(report, (signal) => applyRound(file, tools, report, { ...options, signal }));
}

/** Carries out one round and returns its exit code. */
export async function applyRound(
  file: SyncFile,
  tools: SyncTools,
  report: Report,
  options: RoundOptions,
): Promise<number> {
  const round = await syncRound(file, tools, report, options);
  report.close();
  await printPlan(round, false, tools.io);
  reportResults(round, report);
  await saveProgress(round, file);
  return exitCodeOfRound(round, file);
}
