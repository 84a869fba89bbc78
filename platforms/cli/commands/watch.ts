/** `watch`: applies a sync again and again, one round after the other. */
import {
  ConnectorError,
  type ErrorKind,
  intervalMs,
  isConnectorError,
} from "../../../connector/platform_api.js";
import type { Io } from "../../shared/io.js";
import { exitCodes } from "../../shared/exit_code.js";
import { stopOnSignal } from "../../shared/stop_signal.js";
import { roundTexts, watchTexts } from "../sync/messages.js";
import { readSyncFile, type SyncFile } from "../sync/sync_file.js";
import { openTools, type SyncTools } from "../sync/sync_round.js";
import { writeFailure } from "../ui/failures.js";
import { openReport } from "../ui/report.js";
import { applyRound } from "./apply.js";

/** The flags of `watch`. */
export interface WatchFlags {
  readonly sync: string;
  readonly every?: string;
}

/** Runs until a signal stops it. A wrong configuration of the first round ends the command with 2. */
export async function watchCommand({ sync, every }: WatchFlags, io: Io): Promise<number> {
  const tools = await openTools(io);
  const first = await readSyncFile(sync, tools.declarations);
  const everyMs = intervalOf(first, every);
  const stop = stopOnSignal(() => void io.stderr.write(`${roundTexts.stopping}\n`));
  try {
    await rounds(first, { tools, everyMs, signal: stop.signal });
  } finally {
    stop.release();
  }
  io.stderr.write(`${watchTexts.stopped}\n`);
  return exitCodes.done;
}

/** Longest time that a timer of Node.js can wait, in milliseconds. */
const maxMs = 2_147_483_647;

function intervalOf(file: SyncFile, every: string | undefined): number {
  const ms = every === undefined ? file.everyMs : intervalMs(every);
  if (ms === undefined) throw new ConnectorError("InvalidOption", watchTexts.needsInterval);
  if (ms >= 1000 && ms <= maxMs) return ms;
  throw new ConnectorError("InvalidOption", watchTexts.tooLong);
}

interface Watching {
  readonly tools: SyncTools;
  readonly everyMs: number;
  readonly signal: AbortSignal;
}

/** A round that takes longer than the interval delays the next one; rounds that were missed are left out. */
async function rounds(first: SyncFile, watching: Watching): Promise<void> {
  const { tools, everyMs, signal } = watching;
  let due = Date.now();
  for (let isFirst = true; !signal.aborted; isFirst = false) {
    tools.io.stderr.write(`${watchTexts.begin(first.name, timestamp(Date.now()))}\n`);
    await round(first, isFirst, watching);
    due += everyMs * Math.max(1, Math.ceil((Date.now() - due) / everyMs));
    if (!signal.aborted) tools.io.stderr.write(`${watchTexts.next(timestamp(due))}\n`);
    await pause(due - Date.now(), signal);
  }
}

/** Kinds of errors of the first round that end the command. Later ones can be a file that is being replaced. */
const fatal: ReadonlySet<ErrorKind> = new Set(["input", "config"]);

async function round(first: SyncFile, isFirst: boolean, { tools, everyMs, signal }: Watching): Promise<void> {
  const report = await openReport(tools.io, 1);
  try {
    const file = isFirst ? first : await readSyncFile(first.path, tools.declarations);
    await applyRound(file, tools, report, { mode: "apply", everyMs, signal });
  } catch (error) {
    if (isFirst && isConnectorError(error) && fatal.has(error.kind)) throw error;
    if (signal.aborted) return;
    await writeFailure(error, tools.io);
    report.line(watchTexts.failed);
  } finally {
    report.close();
  }
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
