/** `watch`: applies a sync again and again, one round after the other. */
import { type ErrorKind, intervalMs, isConnectorError } from "../../../connector/platform_api.js";
import type { ChosenProfiles } from "../../shared/config/chosen_profiles.js";
import { hasProfileFlags, type ProfileFlags } from "../../shared/config/profile_choice.js";
import type { Io } from "../../shared/io.js";
import { logOf } from "../../shared/log/log_of.js";
import { exitCodes } from "../../shared/exit_code.js";
import { stoppingLine } from "../../shared/messages.js";
import { stopOnSignal } from "../../shared/stop_signal.js";
import { watchErrors, watchTexts } from "../sync/messages.js";
import { openRoundReport } from "../sync/round_report.js";
import { UnreadableSource } from "../sync/read_source.js";
import { readSyncFile, type SyncFile } from "../sync/sync_file.js";
import { openTools, type SyncTools } from "../sync/sync_round.js";
import { writeFailure } from "../ui/failures.js";
import { applyRound } from "./apply.js";

/** The flags of `watch`. */
export interface WatchFlags extends ProfileFlags {
  readonly sync: string;
  readonly every?: string;
}

/** Runs until a signal stops it. A wrong configuration of the first round ends the command with 2. */
export async function watchCommand(flags: WatchFlags, io: Io): Promise<number> {
  const tools = await openTools(io);
  const profiles = hasProfileFlags(flags) ? await profilesOf(flags, tools) : undefined;
  const first = await readSyncFile(flags.sync, tools.declarations, profiles?.names[0]);
  const everyMs = intervalOf(first, flags.every);
  const log = logOf(io);
  const stop = stopOnSignal(() => log.write("info", stoppingLine));
  try {
    await rounds(first, { tools, profiles, everyMs, signal: stop.signal });
  } finally {
    stop.release();
  }
  log.write("info", watchTexts.stopped);
  return exitCodes.done;
}

async function profilesOf(flags: WatchFlags, tools: SyncTools): Promise<ChosenProfiles> {
  const { openSyncProfiles } = await import("../sync/sync_profiles.js");
  return openSyncProfiles(flags, tools);
}

/** Longest time that a timer of Node.js can wait, in milliseconds. */
const maxMs = 2_147_483_647;

function intervalOf(file: SyncFile, every: string | undefined): number {
  const ms = every === undefined ? file.everyMs : intervalMs(every);
  if (ms === undefined) throw watchErrors.needsInterval();
  if (ms >= 1000 && ms <= maxMs) return ms;
  throw watchErrors.tooLong();
}

interface Watching {
  readonly tools: SyncTools;
  readonly profiles: ChosenProfiles | undefined;
  readonly everyMs: number;
  readonly signal: AbortSignal;
}

/** A round that takes longer than the interval delays the next one; rounds that were missed are left out. */
async function rounds(first: SyncFile, watching: Watching): Promise<void> {
  const { tools, everyMs, signal } = watching;
  const log = logOf(tools.io);
  let due = Date.now();
  for (let isFirst = true; !signal.aborted; isFirst = false) {
    log.write("info", watchTexts.begin(first.name, timestamp(Date.now())));
    await round(first, isFirst, watching);
    due += everyMs * Math.max(1, Math.ceil((Date.now() - due) / everyMs));
    if (!signal.aborted) log.write("info", watchTexts.next(timestamp(due)));
    await pause(due - Date.now(), signal);
  }
}

/** Kinds of errors of the first round that end the command. Later ones can be a file that is being replaced. */
const fatal: ReadonlySet<ErrorKind> = new Set(["input", "config"]);

/** A source that cannot be read now can be there in the next round. */
function isFatal(error: unknown): boolean {
  return isConnectorError(error) && fatal.has(error.kind) && !(error instanceof UnreadableSource);
}

async function round(first: SyncFile, isFirst: boolean, watching: Watching): Promise<void> {
  const { tools, profiles, everyMs, signal } = watching;
  if (profiles !== undefined) return roundOfProfiles(first, profiles, watching);
  const report = await openRoundReport(first, tools.io);
  try {
    const file = isFirst ? first : await readSyncFile(first.path, tools.declarations);
    await applyRound(file, tools, report, { mode: "apply", everyMs, signal });
  } catch (error) {
    if (isFirst && isFatal(error)) throw error;
    if (signal.aborted) return;
    await writeFailure(error, tools.io);
    report.line(watchTexts.failed);
  } finally {
    report.close();
  }
}

/** A profile that fails is reported, also in the first round: the next round follows. */
async function roundOfProfiles(
  { path }: SyncFile,
  profiles: ChosenProfiles,
  { tools, everyMs, signal }: Watching,
): Promise<void> {
  const { syncEach } = await import("../sync/sync_profiles.js");
  const work = async (own: SyncTools): Promise<number> => {
    const file = await readSyncFile(path, own.declarations, own.profile?.name);
    const report = await openRoundReport(file, own.io);
    return applyRound(file, own, report, { mode: "apply", everyMs, signal });
  };
  await syncEach(profiles, tools, { work, signal });
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const end = (): void => {
      clearTimeout(timer);
      signal.removeEventListener("abort", end);
      resolve();
    };
    const timer = setTimeout(end, Math.max(0, ms));
    signal.addEventListener("abort", end);
    if (signal.aborted) end();
  });
}

function timestamp(ms: number): string {
  return new Date(ms).toISOString();
}
