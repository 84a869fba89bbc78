/** Opens the journal that the options of a run name, and deletes it when nothing in it is needed any more. */
import { createHash } from "node:crypto";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import type { OpenJournal, RunEvent, RunOptions } from "../../contract/types.js";
import { Journal } from "./journal.js";
import type { JournalHead } from "./journal_format.js";
import { journalErrors, journalOptionErrors, journalWarnings } from "./messages.js";
import type { RunStats } from "../results/run_stats.js";

/** The options that name a journal. */
export type JournalOptions = Pick<RunOptions, "journal" | "journalDir" | "keepJournals">;

/** Whether the options ask for a journal. Throws InvalidOption if they contradict each other. */
export function wantsJournal({ journal, journalDir, keepJournals }: Partial<JournalOptions>): boolean {
  if (journal !== undefined && journalDir !== undefined) throw journalOptionErrors.twoPlaces();
  if (keepJournals !== undefined && journalDir === undefined) throw journalOptionErrors.keepWithoutFolder();
  return journal !== undefined || journalDir !== undefined;
}

/** Returns the opened journal. Throws JournalMismatch, JournalDamaged, JournalInUse and JournalUnwritable. */
export async function openJournal(
  options: JournalOptions,
  head: JournalHead,
  open: OpenJournal,
  emit: (event: RunEvent) => void,
): Promise<Journal> {
  const { journal: path, journalDir } = options;
  const file = await open(path ?? (await pathIn(journalDir ?? "", head)));
  if (file.warning !== undefined)
    emit({ type: "warning", code: "JournalWritableByOthers", message: file.warning });
  try {
    return await Journal.open(file, head);
  } catch (error) {
    await file.close();
    throw error;
  }
}

/**
 * Closes the journal. One that named itself is deleted if the run has a final result for every row. The results are
 * known by then, so a failure is only a warning.
 */
export async function closeJournal(
  journal: Journal,
  { journalDir, keepJournals = false }: JournalOptions,
  stats: RunStats | undefined,
  emit: (event: RunEvent) => void,
): Promise<void> {
  const isDone = stats !== undefined && stats.unsettled === 0;
  const isRemoved = journalDir !== undefined && !keepJournals && isDone;
  try {
    await (isRemoved ? journal.remove() : journal.close());
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    const message = isRemoved ? journalWarnings.notDeleted(why) : journalWarnings.notClosed(why);
    emit({ type: "warning", code: "JournalUnwritable", message });
  }
}

/** `<action>-<sha256 of target and input>.journal`: the same input to the same target finds its journal again. */
async function pathIn(folder: string, { action, target, input }: JournalHead): Promise<string> {
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
  } catch (error) {
    const { code = "unknown reason" } = error as NodeJS.ErrnoException;
    throw journalErrors.noFolder(folder, code);
  }
  const { host, path, tenant, client } = target;
  const digest = createHash("sha256")
    .update(JSON.stringify([host, path, tenant, client, input]))
    .digest("hex");
  return join(folder, `${action}-${digest}.journal`);
}
