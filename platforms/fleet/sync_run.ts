/** Carries out one round of a job's sync, as `apply --sync` would. What the next round needs is in the database. */
import type { Claim, ClaimedRow, Declarations, JsonObject } from "../../connector/platform_api.js";
import { appliedRound } from "../cli/commands/apply.js";
import type { JobPorts } from "../cli/run/run_setup.js";
import { exitCodeOfRound } from "../cli/sync/round_end.js";
import { openRoundReport } from "../cli/sync/round_report.js";
import { syncFileIn } from "../cli/sync/sync_file.js";
import type { Io } from "../shared/io.js";
import { readJsonFile } from "../shared/read_json.js";
import { feedState } from "./feed_state.js";

/** What a round needs of its worker. */
export interface SyncRunPorts {
  readonly claim: Claim;
  readonly declarations: Declarations;
  readonly io: Io;
}

/** Returns the exit code. @param path - copy of the sync file */
export async function runSync(
  job: ClaimedRow,
  path: string,
  { claim, declarations, io }: SyncRunPorts,
  { asset, connector, onEnd, onEvent, signal }: JobPorts,
): Promise<number> {
  const content = (await readJsonFile(path, "InvalidOption")) as JsonObject;
  const given = syncFileIn(content, job.input_name, declarations, job.profile);
  const file = { ...given, journal: job.workflow };
  await continueJournal(job, file.name, claim);
  const report = await openRoundReport(file, io, onEvent);
  const feed = feedState(claim, job.profile, file.name);
  const tools = { connector, declarations, io, feed, profile: { name: job.profile, asset, signal } };
  const allowDelete = job.options["allow_delete"] as number | undefined;
  const round = await appliedRound(file, tools, report, { mode: "apply", allowDelete, signal });
  await saveJournal(job, file.name, claim);
  onEnd(round.outcome.failure);
  return exitCodeOfRound(round, file);
}

/** Begins the journal of the job with that of the last round. */
async function continueJournal(job: ClaimedRow, sync: string, claim: Claim): Promise<void> {
  const journal = await claim.openJournal(job.id);
  if (journal.size > 0) return;
  const last = await claim.syncState(job.profile, sync, "journal");
  if (last !== undefined) await journal.append(last);
}

/** Keeps the journal for the next round. @throws JobLost */
async function saveJournal(job: ClaimedRow, sync: string, claim: Claim): Promise<void> {
  const journal = await claim.openJournal(job.id);
  const text = Buffer.from(journal.read(0, journal.size)).toString("utf8");
  await claim.storeSyncState(job.profile, sync, "journal", text);
}
