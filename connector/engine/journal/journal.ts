/** What a run has learnt, line by line on disk, so that the next run of the same input goes on where it ended. */
import { createHash } from "node:crypto";
import { ConnectorError, type ErrorCode } from "../../contract/errors.js";
import type { JournalFile, JsonObject } from "../../contract/types.js";
import type { ResponseHead } from "../results/run_status.js";

/** What a journal belongs to. Nothing of it is a secret. */
export interface JournalHead {
  readonly action: string;
  /** Version of the connector that began it; another one may go on. */
  readonly version: string;
  readonly target: JournalTarget;
  /** SHA-256 of the whole input, in hex digits. */
  readonly input: string;
}

/** The service that a journal's rows were sent to, and who sent them. */
export interface JournalTarget {
  readonly host: string;
  /** Path of the service's address; empty for none. */
  readonly path: string;
  readonly tenant: string;
  readonly client: string;
}

const targetParts = ["host", "path", "tenant", "client"] as const;

/** How a chunk ended of which nothing was accepted. */
export interface JournalRejection {
  readonly head: ResponseHead;
  readonly code: ErrorCode;
  readonly message: string;
  /** Of the answer. */
  readonly body: unknown;
}

/** Rows that were answered together. */
export interface JournalEntry {
  /** Positions in the input, from 0; one for each result. */
  readonly rows: readonly number[];
  readonly results: readonly JsonObject[];
  /** Of the call that settled them. */
  readonly succeeded?: ResponseHead;
  /** Where nothing of a whole chunk was accepted. */
  readonly rejected?: JournalRejection;
  /** The rows were in no call: they were kept back, or equal rows that were. */
  readonly unsent?: true;
  /** Where further rows of the chunk have no answer yet: positions of its first and its last row. */
  readonly partOf?: readonly [first: number, last: number];
}

/** An entry as it stands in the file. */
interface Line extends Omit<JournalEntry, "rows"> {
  readonly rows: string;
  /** True for rows whose call is about to be made, false where the call did nothing; absent for an entry. */
  readonly begun?: boolean;
  /** Number of the run that wrote it; absent for the first one. */
  readonly run?: number;
}

/** Where an entry stands in the file. */
interface Stretch {
  readonly from: number;
  readonly length: number;
}

const format = 1;
const sumLength = 16;
const sumPattern = /,"sum":"([0-9a-f]{16})"\}$/;
/** Longest piece of the file that is read at once, in bytes. */
const pieceBytes = 1 << 20;
/** Entries whose results are in memory: rows of calls that overlapped, and of equal rows, stand between each other. */
const loadedEntries = 8;

/**
 * An append-only file: a head, then one line for each part of a chunk that was answered. Each line's sum covers all
 * lines before it, so that none can be lost or changed in the middle unseen; a torn last line is dropped.
 */
export class Journal {
  readonly #file: JournalFile;
  #sum: string;
  #tail: Promise<void> = Promise.resolve();
  /** Entry and place in it, by position of the row; results stay on disk until they are asked for. */
  readonly #stretches: Stretch[] = [];
  readonly #entryOf: number[] = [];
  readonly #placeOf: number[] = [];
  /** Of each entry, the number of the run that wrote it, and whether its rows were sent. */
  readonly #runOf: number[] = [];
  readonly #wasSent: boolean[] = [];
  /** Positions of rows whose call was begun, and whose answer is not known. */
  readonly #begun = new Set<number>();
  /** Of each run, the last row that it has answered. */
  readonly #lastOf: number[] = [];
  /** The results of the entries that were asked for last, the latest one at the end. */
  readonly #loaded = new Map<number, readonly JsonObject[]>();
  /** Without their rows and results. */
  readonly #outcomes: JournalEntry[] = [];

  private constructor(file: JournalFile) {
    this.#file = file;
    this.#sum = "";
  }

  /** Throws JournalMismatch for a journal of another run, JournalDamaged, and JournalUnwritable. */
  static async open(file: JournalFile, head: JournalHead): Promise<Journal> {
    const journal = new Journal(file);
    const good = journal.#read(head);
    if (good < file.size) await file.truncate(good);
    if (good === 0) await journal.#append({ journal: format, ...head });
    return journal;
  }

  /** Whether the row at that position of the input need not be sent any more. */
  has(position: number): boolean {
    return this.#entryOf[position] !== undefined || this.#begun.has(position);
  }

  /** Whether an earlier run began a call with the row, and did not learn what became of it. */
  isBegun(position: number): boolean {
    return this.#begun.has(position);
  }

  /** The result of the row at that position of the input, if an earlier run has got one. */
  result(position: number): JsonObject | undefined {
    const entry = this.#entryOf[position];
    if (entry === undefined) return undefined;
    return this.#resultsOf(entry)[this.#placeOf[position] as number];
  }

  /** Number of the run, from 0, that has answered the row at that position; undefined where none has. */
  runOf(position: number): number | undefined {
    return this.#runOf[this.#entryOf[position] as number];
  }

  /** Whether that run has sent the row. */
  wasSent(position: number): boolean {
    return this.#wasSent[this.#entryOf[position] as number] === true;
  }

  /** Number of the run that goes on now. */
  get run(): number {
    return this.#lastOf.length;
  }

  /** The last row that runs before that one have answered. */
  lastBefore(run: number): number {
    return Math.max(-1, ...this.#lastOf.slice(0, run));
  }

  /** How the calls of earlier runs ended; their rows are empty. */
  get outcomes(): readonly JournalEntry[] {
    return this.#outcomes;
  }

  /** Adds an entry; on disk when it resolves. Throws JournalUnwritable. */
  write(entry: JournalEntry): Promise<void> {
    const run = this.run === 0 ? {} : { run: this.run };
    return this.#append({ ...entry, rows: ranges(entry.rows), ...run });
  }

  /**
   * Before a call that must not be repeated, and after one that did nothing; on disk when it resolves. Throws
   * JournalUnwritable.
   */
  mark(rows: readonly number[], begun: boolean): Promise<void> {
    return this.#append({ rows: ranges(rows), results: [], begun });
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

  /** One line after the other, for each sum covers the line before. */
  #append(content: object): Promise<void> {
    this.#tail = this.#tail.then(async () => {
      const text = JSON.stringify(content);
      const sum = sumOf(this.#sum, text);
      await this.#file.append(`${text.slice(0, -1)},"sum":"${sum}"}\n`);
      this.#sum = sum;
    });
    return this.#tail;
  }

  /** Takes in what is there, and gives the length of it that is sound. */
  #read(head: JournalHead): number {
    let good = 0;
    for (const { bytes, from, whole } of lines(this.#file)) {
      const content = whole ? this.#checked(bytes) : undefined;
      if (content === undefined && good === 0 && !isTornHead(bytes, head)) throw notOurs();
      if (content === undefined && (whole || isMoreThanALine(bytes))) throw damagedAt(from);
      if (content === undefined) continue;
      if (good === 0) checkHead(content, head);
      else if (content["begun"] !== undefined) this.#takeMark(content);
      else this.#take(content, { from, length: bytes.length });
      good = from + bytes.length + 1;
    }
    return good;
  }

  /** undefined for a line that is not as it was written. */
  #checked(bytes: Uint8Array): JsonObject | undefined {
    const line = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString("utf8");
    const [end = "", found] = sumPattern.exec(line) ?? [];
    const text = `${line.slice(0, line.length - end.length)}}`;
    if (found === undefined || sumOf(this.#sum, text) !== found) return undefined;
    this.#sum = found;
    return JSON.parse(line) as JsonObject;
  }

  #take(content: JsonObject, stretch: Stretch): void {
    const { rows, results: _results, run = 0, unsent, ...outcome } = content as unknown as Line;
    const entry = this.#stretches.push(stretch) - 1;
    this.#runOf.push(run);
    this.#wasSent.push(unsent !== true);
    let place = 0;
    let last = this.#lastOf[run] ?? -1;
    for (const row of positions(rows)) {
      this.#entryOf[row] = entry;
      this.#placeOf[row] = place;
      this.#begun.delete(row);
      place += 1;
      last = Math.max(last, row);
    }
    this.#lastOf[run] = last;
    this.#outcomes.push({ ...outcome, rows: [], results: [] });
  }

  #takeMark(content: JsonObject): void {
    const { rows, begun } = content as unknown as Line;
    for (const row of positions(rows)) {
      if (begun === true) this.#begun.add(row);
      else this.#begun.delete(row);
    }
  }

  #resultsOf(entry: number): readonly JsonObject[] {
    const results = this.#loaded.get(entry) ?? this.#load(entry);
    this.#loaded.delete(entry);
    this.#loaded.set(entry, results);
    if (this.#loaded.size > loadedEntries) this.#loaded.delete(this.#loaded.keys().next().value as number);
    return results;
  }

  #load(entry: number): readonly JsonObject[] {
    const { from, length } = this.#stretches[entry] as Stretch;
    const text = Buffer.from(this.#file.read(from, length)).toString("utf8");
    return (JSON.parse(text) as JournalEntry).results;
  }
}

interface Bytes {
  readonly bytes: Uint8Array;
  readonly from: number;
  /** False where the file ends before the line does. */
  readonly whole: boolean;
}

/** The lines of the file, one at a time. */
function* lines(file: JournalFile): Generator<Bytes> {
  let rest: Uint8Array = new Uint8Array();
  let from = 0;
  for (let at = 0; at < file.size; at += pieceBytes) {
    const piece = file.read(at, Math.min(pieceBytes, file.size - at));
    rest = rest.length === 0 ? piece : Buffer.concat([rest, piece]);
    for (let end = rest.indexOf(10); end >= 0; end = rest.indexOf(10)) {
      yield { bytes: rest.subarray(0, end), from, whole: true };
      from += end + 1;
      rest = rest.subarray(end + 1);
    }
  }
  if (rest.length > 0) yield { bytes: rest, from, whole: false };
}

/** A write that was torn leaves the beginning of a line, never a complete line and something after it. */
function isMoreThanALine(bytes: Uint8Array): boolean {
  return /,"sum":"[0-9a-f]{16}"\}./s.test(Buffer.from(bytes).toString("latin1"));
}

function sumOf(before: string, text: string): string {
  return createHash("sha256").update(before).update(text).digest("hex").slice(0, sumLength);
}

/** `0-499,510`: short, and easy to read. */
function ranges(rows: readonly number[]): string {
  const parts: string[] = [];
  let first = rows[0];
  rows.forEach((row, i) => {
    if (rows[i + 1] === row + 1) return;
    parts.push(first === row ? `${row}` : `${first}-${row}`);
    first = rows[i + 1];
  });
  return parts.join();
}

function* positions(text: string): Generator<number> {
  if (text === "") return;
  for (const part of text.split(",")) {
    const [first = 0, last = first] = part.split("-").map(Number);
    for (let row = first; row <= last; row += 1) yield row;
  }
}

/** A run may end while the very first line is written. */
function isTornHead(bytes: Uint8Array, head: JournalHead): boolean {
  const text = JSON.stringify({ journal: format, ...head });
  const line = Buffer.from(`${text.slice(0, -1)},"sum":"${sumOf("", text)}"}`);
  return line.subarray(0, bytes.length).equals(bytes);
}

function checkHead(found: JsonObject, head: JournalHead): void {
  const { journal, action, target, input } = found;
  if (journal !== format || typeof target !== "object" || target === null) throw notOurs();
  const differs = (what: string, theirs: unknown, ours: string): void => {
    if (theirs === ours) return;
    throw new ConnectorError(
      "JournalMismatch",
      `The journal belongs to ${what} (${String(theirs)}, not ${ours}).`,
    );
  };
  differs("another action", action, head.action);
  for (const part of targetParts) differs(`another ${part}`, (target as JsonObject)[part], head.target[part]);
  if (input !== head.input)
    throw new ConnectorError(
      "JournalMismatch",
      "The journal belongs to another input, or the input was changed.",
    );
}

function notOurs(): ConnectorError {
  return new ConnectorError(
    "JournalMismatch",
    "The file is no journal of this connector; it was left as it is.",
  );
}

function damagedAt(from: number): ConnectorError {
  return new ConnectorError(
    "JournalDamaged",
    `The journal is damaged at byte ${from}: the line there is not as it was written.`,
  );
}
