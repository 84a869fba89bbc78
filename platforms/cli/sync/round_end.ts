/** Decides how a round ended: its exit code, and what a person has to know. */
import type { SyncResult } from "../../../connector/platform_api.js";
import { exitCodeOfError, exitCodes, worst } from "../../shared/exit_code.js";
import { printable } from "../../shared/printable.js";
import type { Report } from "../ui/report.js";
import { saveCheckpoints } from "./checkpoint_file.js";
import type { FeedStore } from "./feed_store.js";
import { saveLastPulls } from "./last_pulls.js";
import { doneWords, roundTexts } from "./messages.js";
import { isPending } from "./plan_lines.js";
import type { SyncFile } from "./sync_file.js";
import type { Round } from "./sync_round.js";

/** Returns the exit code of a round, without that of pending changes. */
export function exitCodeOfRound({ pulled, outcome }: Round, { policy }: SyncFile): number {
  const { plan, held, results, failure } = outcome;
  const isPartial = !plan.complete.target || (!pulled.isComplete && policy !== "lease");
  const isBad = held !== undefined || isPartial || plan.entries.some(isWrong) || results.some(hasFailed);
  return worst([
    isBad ? exitCodes.rowsFailed : exitCodes.done,
    pulled.exitCode,
    failure === undefined ? exitCodes.done : exitCodeOfError(failure, results.length),
  ]);
}

function hasFailed(result: SyncResult): boolean {
  return result.isFailed && (result.change !== "rejected" || isWrong(result));
}

/** A row that loses against another row of the same value is not wrong. */
function isWrong({ change, reason }: Pick<SyncResult, "change" | "reason">): boolean {
  return change === "rejected" && reason?.startsWith("Conflict:") !== true;
}

/** Returns the code of a plan: pending changes have one of their own if it is asked for. */
export function exitCodeOfPlan(round: Round, file: SyncFile, isDetailed: boolean): number {
  const code = exitCodeOfRound(round, file);
  return code === exitCodes.done && isDetailed && isPending(round.outcome.plan.counts)
    ? exitCodes.pending
    : code;
}

/** Most failed rows that are listed. */
const maxFailed = 20;

/** Reports what was applied. */
export function reportResults({ outcome }: Round, report: Report): void {
  const failed = outcome.results.filter(hasFailed);
  for (const { key, reason } of failed.slice(0, maxFailed))
    report.line(roundTexts.failedRow(printable(key), printable(reason ?? "")));
  if (failed.length > maxFailed) report.line(roundTexts.moreFailed(failed.length - maxFailed));
  report.line(roundTexts.applied(countsOf(outcome.results), failed.length));
  if (outcome.failure !== undefined) report.failure(outcome.failure);
}

function countsOf(results: readonly SyncResult[]): string {
  const done = (change: string) => results.filter((one) => one.change === change && !one.isFailed).length;
  return Object.entries(doneWords)
    .map(([change, word]) => `${done(change)} ${word}`)
    .join(", ");
}

/** Saves what the next run continues from, if everything that was read was used. */
export async function saveProgress(
  { pulled, outcome }: Round,
  { checkpoint, policy }: SyncFile,
  feed: FeedStore,
): Promise<void> {
  if (policy === "lease") await saveLastPulls(feed, pulled.lastPulls);
  const { held, failure, results } = outcome;
  const isOpen = held !== undefined || failure !== undefined || results.some(isUnsettled);
  if (checkpoint === undefined || pulled.checkpoints.size === 0 || isOpen || !pulled.isComplete) return;
  await saveCheckpoints(feed, pulled.checkpoints);
}

/** A rejected row has its final result: reading it again would not change it. */
function isUnsettled({ change, isFailed }: SyncResult): boolean {
  return isFailed && change !== "rejected";
}
