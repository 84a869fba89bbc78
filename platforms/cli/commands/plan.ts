/** `plan`: shows what a sync would change. Nothing is sent to the target except its list. */
import { hasProfileFlags, type ProfileFlags } from "../../shared/config/profile_choice.js";
import { jsonPieces } from "../../shared/json_pieces.js";
import { type Io, print } from "../../shared/io.js";
import { untilStopped } from "../run/run_setup.js";
import { assertDistinct } from "../io/path_conflicts.js";
import { assertWritable } from "../io/write_output.js";
import { profileFile } from "../profiles/profile_files.js";
import { exitCodeOfPlan } from "../sync/round_end.js";
import { openRoundReport } from "../sync/round_report.js";
import { planLines } from "../sync/plan_lines.js";
import { writePlan } from "../sync/saved_plan.js";
import { readSyncFile, type SyncFile } from "../sync/sync_file.js";
import { openTools, type Round, syncRound, type SyncTools } from "../sync/sync_round.js";

/** The flags of `plan`. */
export interface PlanFlags extends ProfileFlags {
  readonly sync: string;
  readonly out?: string;
  readonly json?: boolean;
  readonly report?: string;
  readonly detailedExitcode?: boolean;
  readonly allowDelete?: number;
}

/** Returns the exit code: 0, 1 if deletes are held back, 5 for pending changes if it is asked for. */
export async function planCommand(flags: PlanFlags, io: Io): Promise<number> {
  const tools = await openTools(io);
  if (!hasProfileFlags(flags)) return planOnce(flags, tools);
  const { exitCodeOfSyncs, openSyncProfiles, syncEach } = await import("../sync/sync_profiles.js");
  const profiles = await openSyncProfiles(flags, tools);
  const work = (own: SyncTools): Promise<number> => planOnce(flagsFor(flags, own), own);
  return exitCodeOfSyncs(await syncEach(profiles, tools, { work, isJson: flags.json === true }));
}

/** Returns the flags with files of the profile's own. */
function flagsFor({ out, report, ...flags }: PlanFlags, { profile }: SyncTools): PlanFlags {
  const own = Object.entries({ out, report }).flatMap(([flag, path]) =>
    path === undefined ? [] : [[flag, profileFile(path, profile?.name ?? "")] as const],
  );
  return { ...flags, ...Object.fromEntries(own) };
}

async function planOnce(flags: PlanFlags, tools: SyncTools): Promise<number> {
  const { io, declarations, profile } = tools;
  const file = await readSyncFile(flags.sync, declarations, profile?.name);
  await assertFiles(file, flags);
  const report = await openRoundReport(file, io);
  const options = { mode: "plan", allowDelete: flags.allowDelete } as const;
  const plan = (signal: AbortSignal): Promise<Round> =>
    syncRound(file, tools, report, { ...options, signal });
  const round = await untilStopped(report, plan, profile?.signal);
  await printPlan(round, flags.json === true, io);
  await writeFiles(round, flags);
  return exitCodeOfPlan(round, file, flags.detailedExitcode === true);
}

async function assertFiles(
  { path, target, checkpoint }: SyncFile,
  { out, report }: PlanFlags,
): Promise<void> {
  const read = { "--sync": path, "target.asset": target.asset, checkpoint };
  await assertDistinct({ ...read, "--out": out, "--report": report });
  for (const [option, written] of Object.entries({ "--out": out, "--report": report }))
    if (written !== undefined) await assertWritable(written, option);
}

/** Most lines that are written at once. */
const linesPerWrite = 500;

/** Prints a plan as text or as JSON. */
export async function printPlan(
  { outcome, differences }: Pick<Round, "outcome" | "differences">,
  isJson: boolean,
  io: Io,
): Promise<void> {
  const { plan } = outcome;
  if (isJson) {
    for (const piece of jsonPieces(plan, "  ")) await print(io, piece);
    return print(io, "\n");
  }
  let lines: string[] = [];
  for (const line of planLines(plan, differences)) {
    lines.push(`${line}\n`);
    if (lines.length < linesPerWrite) continue;
    await print(io, lines.join(""));
    lines = [];
  }
  await print(io, lines.join(""));
}

async function writeFiles({ outcome, differences }: Round, { out, report }: PlanFlags): Promise<void> {
  if (out !== undefined) await writePlan(outcome.plan, out);
  if (report === undefined) return;
  const [{ planPage }, { writePage }] = await Promise.all([
    import("../sync/plan_page.js"),
    import("../report/write_report.js"),
  ]);
  await writePage((code) => planPage(outcome, differences, code), report);
}
