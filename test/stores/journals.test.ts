import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openJournalFile } from "../../connector/engine/journal/journal_file.js";
import { MemoryJournal } from "../support/memory_journal.js";
import { journalConformance } from "./journal_conformance.js";

describe("stores: journals in files", () => {
  const folder = mkdtempSync(join(tmpdir(), "journals-"));
  after(() => rmSync(folder, { recursive: true }));
  let nth = 0;
  journalConformance(async () => {
    nth += 1;
    const path = join(folder, String(nth));
    return () => openJournalFile(path);
  });
});

describe("stores: journals in memory, for tests", () => {
  journalConformance(async () => {
    const disk = new MemoryJournal();
    return () => disk.open("journal");
  });
});
