/** Keeps on disk what a run learned, so that the next run of the same input continues where it ended. */
import type { JournalFile, JsonObject } from "../../contract/types.js";
import {
  checkHead,
  headLine,
  isMoreThanALine,
  isTornHead,
  type JournalEntry,
  type JournalHead,
  readLine,
  writeLine,
  writeRanges,
} from "./journal_format.js";
import { JournalIndex } from "./journal_index.js";
import { type FileLine, linesOf } from "./journal_lines.js";
import { journalErrors } from "./messages.js";

/** Entries with results in memory: rows of overlapping calls and equal rows alternate in the input. */
const loadedEntries = 8;

/**
 * An append-only file. The checksum of each line covers all lines before it, so that a lost or changed line is
 * detected. An incomplete last line is dropped.
 */
export class Journal {
  readonly #file: JournalFile;
  readonly #index = new JournalIndex();
  #sum = "";
  #tail: Promise<void> = Promise.resolve();
  /** The results of the entries that were used last, the latest one at the end. */
  readonly #loaded = new Map<number, readonly JsonObject[]>();

  private constructor(file: JournalFile) {
    this.#file = file;
  }

  /** Throws JournalMismatch for a journal of another run, JournalDamaged, and JournalUnwritable. */
  static async open(file: JournalFile, head: JournalHead): Promise<Journal> {
    const journal = new Journal(file);
    const good = journal.#read(head);
    if (good < file.size) await file.truncate(good);
    if (good === 0) await journal.#append(headLine(head));
    return journal;
  }

  /** Whether the row at that position of the input must not be sent again. */
  has(position: number): boolean {
    return this.#index.hasResult(position) || this.#index.isBegun(position);
  }

  /** Whether an earlier run began a call with the row and did not learn its outcome. */
  isBegun(position: number): boolean {
    return this.#index.isBegun(position);
  }

  /** Returns the result of the row at that position of the input, if an earlier run received one. */
  result(position: number): JsonObject | undefined {
    const found = this.#index.find(position);
    return found === undefined ? undefined : this.#resultsOf(found.entry)[found.place];
  }

  /** Returns the number of the run, from 0, that received the result of the row; undefined if there is none. */
  runOf(position: number): number | undefined {
    return this.#index.runOf(position);
  }

  /** Whether that run sent the row. */
  wasSent(position: number): boolean {
    return this.#index.wasSent(position);
  }

  /** Number of the current run. */
  get run(): number {
    return this.#index.runs;
  }

  /** Returns the position of the last row with a result of a run before this one. */
  lastBefore(run: number): number {
    return this.#index.lastBefore(run);
  }

  /** How the calls of earlier runs ended; their rows are empty. */
  get outcomes(): readonly JournalEntry[] {
    return this.#index.outcomes;
  }

  /** Adds an entry. Resolves when it is on disk. Throws JournalUnwritable. */
  write(entry: JournalEntry): Promise<void> {
    const run = this.run === 0 ? {} : { run: this.run };
    return this.#append({ ...entry, rows: writeRanges(entry.rows), ...run });
  }

  /**
   * Marks rows before a call that must not be repeated, or after a call that did nothing. Resolves when the mark is
   * on disk. Throws JournalUnwritable.
   */
  mark(rows: readonly number[], begun: boolean): Promise<void> {
    return this.#append({ rows: writeRanges(rows), results: [], begun });
  }

  async close(): Promise<void> {
    await this.#tail.catch(() => {});
    await this.#file.close();
  }

  /** Closes the journal and deletes its file. */
  async remove(): Promise<void> {
    await this.#tail.catch(() => {});
    await this.#file.remove();
  }

  /** Writes lines one after the other because each checksum covers the line before. */
  #append(content: object): Promise<void> {
    this.#tail = this.#tail.then(async () => {
      const { line, sum } = writeLine(content, this.#sum);
      await this.#file.append(`${line}\n`);
      this.#sum = sum;
    });
    return this.#tail;
  }

  /** Reads the file and returns the length of its intact part, in bytes. */
  #read(head: JournalHead): number {
    let good = 0;
    for (const line of linesOf(this.#file)) {
      const content = this.#contentOf(line, head, good === 0);
      if (content === undefined) continue;
      const { bytes, from } = line;
      if (good === 0) checkHead(content, head);
      else this.#index.add(content, { from, length: bytes.length });
      good = from + bytes.length + 1;
    }
    return good;
  }

  /** Returns undefined for an incomplete last line. Throws for any other line that is not as it was written. */
  #contentOf({ bytes, from, whole }: FileLine, head: JournalHead, isFirst: boolean): JsonObject | undefined {
    const read = whole ? readLine(bytes, this.#sum) : undefined;
    if (read !== undefined) {
      this.#sum = read.sum;
      return read.content;
    }
    if (isFirst && !isTornHead(bytes, head)) throw journalErrors.notAJournal();
    if (whole || isMoreThanALine(bytes)) throw journalErrors.damagedAt(from);
    return undefined;
  }

  #resultsOf(entry: number): readonly JsonObject[] {
    const results = this.#loaded.get(entry) ?? this.#load(entry);
    this.#loaded.delete(entry);
    this.#loaded.set(entry, results);
    if (this.#loaded.size > loadedEntries) this.#loaded.delete(this.#loaded.keys().next().value as number);
    return results;
  }

  #load(entry: number): readonly JsonObject[] {
    const { from, length } = this.#index.stretchOf(entry);
    const text = Buffer.from(this.#file.read(from, length)).toString("utf8");
    return (JSON.parse(text) as JournalEntry).results;
  }
}
