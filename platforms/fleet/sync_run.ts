/** Carries out one round of a job's sync, as `apply --sync` would. What the next round needs is in the database. */
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Claim, ClaimedRow, Declarations, JsonObject } from "../../connector/platform_api.js";
import { appliedRound } from "../cli/commands/apply.js";
import type { JobPorts } from "../cli/run/run_setup.js";
import { exitCodeOfRound } from "../cli/sync/round_end.js";
import { openRoundReport } from "../cli/sync/round_report.js";
import { type SyncFile, syncFileIn } from "../cli/sync/sync_file.js";
import type { Io } from "../shared/io.js";
import { readJsonFile } from "../shared/read_json.js";

/** What a round needs of its worker. */
export interface SyncRunPorts {
  readonly claim: Claim;
  readonly declarations: Declarations;
  readonly io: Io;
}

/** Returns the exit code. @param path - copy of the sync file @param folder - folder for files of the round */
export async function runSync(
  job: ClaimedRow,
  { path, folder }: { readonly path: string; readonly folder: string },
  { claim, declarations, io }: SyncRunPorts,
  { asset, connector, onEnd, onEvent, signal }: JobPorts,
): Promise<number> {
  const content = (await readJsonFile(path, "InvalidOption")) as JsonObject;
  const given = syncFileIn(content, job.input_name, declarations, job.profile);
  const state = new RoundState(job, given, claim, folder);
  const file = { ...given, journal: job.workflow, ...(await state.restore()) };
  const report = await openRoundReport(file, io, onEvent);
  const tools = { connector, declarations, io, profile: { name: job.profile, asset, signal } };
  const allowDelete = job.options["allow_delete"] as number | undefined;
  const round = await appliedRound(file, tools, report, { mode: "apply", allowDelete, signal });
  await state.save();
  onEnd(round.outcome.failure);
  return exitCodeOfRound(round, file);
}

/** Files that `watch` keeps next to the sync file. */
const kept = ["lastPulls", "checkpoint"] as const;

/** What a sync of a profile remembers from round to round. */
class RoundState {
  readonly #job: ClaimedRow;
  readonly #file: SyncFile;
  readonly #claim: Claim;
  readonly #folder: string;

  constructor(job: ClaimedRow, file: SyncFile, claim: Claim, folder: string) {
    this.#job = job;
    this.#file = file;
    this.#claim = claim;
    this.#folder = folder;
  }

  /** Writes the files of the last round, and begins the journal with that of the last round. Returns their paths. */
  async restore(): Promise<Partial<Record<(typeof kept)[number], string>>> {
    const state = await this.#claim.syncState(this.#job.profile, this.#file.name);
    const paths: Partial<Record<(typeof kept)[number], string>> = {};
    for (const part of kept) {
      if (this.#file[part] === undefined) continue;
      paths[part] = this.#pathOf(part);
      const text = state.get(part);
      if (text !== undefined) await writeFile(this.#pathOf(part), text, { mode: 0o600 });
    }
    const last = state.get("journal");
    const journal = await this.#claim.openJournal(this.#job.id);
    if (journal.size === 0 && last !== undefined) await journal.append(last);
    return paths;
  }

  /** @throws JobLost */
  async save(): Promise<void> {
    const journal = await this.#claim.openJournal(this.#job.id);
    await this.#store("journal", Buffer.from(journal.read(0, journal.size)).toString("utf8"));
    for (const part of kept) {
      const text = await readFile(this.#pathOf(part), "utf8").catch(() => undefined);
      if (text !== undefined) await this.#store(part, text);
    }
  }

  #store(part: string, text: string): Promise<void> {
    return this.#claim.storeSyncState(this.#job.profile, this.#file.name, part, text);
  }

  #pathOf(part: string): string {
    return join(this.#folder, `${part}.state`);
  }
}
