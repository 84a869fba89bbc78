/** The format of a journal: a head, then one line per entry or mark. Each line ends with a checksum. */
import { createHash } from "node:crypto";
import type { ErrorCode } from "../../contract/errors.js";
import type { JsonObject } from "../../contract/types.js";
import type { ResponseHead } from "../results/batch_outcome.js";
import { journalErrors } from "./messages.js";

/** What a journal belongs to. Holds no secret. */
export interface JournalHead {
  readonly action: string;
  /** Version of the connector that created the journal; another version may continue it. */
  readonly version: string;
  readonly target: JournalTarget;
  /** SHA-256 of the whole input, in hexadecimal digits. */
  readonly input: string;
}

/** The service that the rows of a journal were sent to, and who sent them. */
export interface JournalTarget {
  readonly host: string;
  /** Path of the service address, with digests instead of parts that may be secrets; may be empty. */
  readonly path: string;
  readonly tenant: string;
  readonly client: string;
}

const targetParts = ["host", "path", "tenant", "client"] as const;

/** The rejection of a batch without any accepted row. */
export interface JournalRejection {
  readonly head: ResponseHead;
  readonly code: ErrorCode;
  readonly message: string;
  /** The body of the response. */
  readonly body: unknown;
}

/** Rows that got their results together. */
export interface JournalEntry {
  /** Positions in the input, from 0; one for each result. */
  readonly rows: readonly number[];
  readonly results: readonly JsonObject[];
  /** The head of the response that accepted rows. */
  readonly succeeded?: ResponseHead;
  /** Set if no row of a whole batch was accepted. */
  readonly rejected?: JournalRejection;
  /** Set if the rows were in no call: they were held back, or are equal to rows that were sent. */
  readonly unsent?: true;
  /** Set if further rows of the batch have no result yet: positions of its first and its last row. */
  readonly partOf?: readonly [first: number, last: number];
}

/** An entry or a mark as it is written in the file. */
export interface JournalLine extends Omit<JournalEntry, "rows"> {
  readonly rows: string;
  /** True for rows with a call that is about to be made, false if the call did nothing; absent for an entry. */
  readonly begun?: boolean;
  /** Number of the run that wrote the line; absent for the first run. */
  readonly run?: number;
}

const format = 1;
const sumLength = 16;
const sumPattern = /,"sum":"([0-9a-f]{16})"\}$/;

/** Returns the first line of a journal, without its checksum. */
export function headLine(head: JournalHead): object {
  return { journal: format, ...head };
}

/** Writes a line with its checksum. @param before - checksum of the line before; empty for the first line */
export function writeLine(content: object, before: string): { readonly line: string; readonly sum: string } {
  const text = JSON.stringify(content);
  const sum = sumOf(before, text);
  return { line: `${text.slice(0, -1)},"sum":"${sum}"}`, sum };
}

/** Returns the content and the checksum of a line, or undefined if the line was changed. */
export function readLine(
  bytes: Uint8Array,
  before: string,
): { readonly content: JsonObject; readonly sum: string } | undefined {
  const line = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString("utf8");
  const [end = "", sum] = sumPattern.exec(line) ?? [];
  const text = `${line.slice(0, line.length - end.length)}}`;
  if (sum === undefined || sumOf(before, text) !== sum) return undefined;
  return { content: JSON.parse(line) as JsonObject, sum };
}

/** Whether the bytes hold more than one line. An interrupted write leaves only the beginning of a line. */
export function isMoreThanALine(bytes: Uint8Array): boolean {
  return /,"sum":"[0-9a-f]{16}"\}./s.test(Buffer.from(bytes).toString("latin1"));
}

/** Whether the bytes are the beginning of the first line: a run may end while that line is written. */
export function isTornHead(bytes: Uint8Array, head: JournalHead): boolean {
  const line = Buffer.from(writeLine(headLine(head), "").line);
  return line.subarray(0, bytes.length).equals(bytes);
}

function sumOf(before: string, text: string): string {
  return createHash("sha256").update(before).update(text).digest("hex").slice(0, sumLength);
}

/** Writes positions as ranges: `0-499,510`. */
export function writeRanges(rows: readonly number[]): string {
  const parts: string[] = [];
  let first = rows[0];
  rows.forEach((row, i) => {
    if (rows[i + 1] === row + 1) return;
    parts.push(first === row ? `${row}` : `${first}-${row}`);
    first = rows[i + 1];
  });
  return parts.join();
}

/** Yields the positions in ranges that {@link writeRanges} wrote. */
export function* readRanges(text: string): Generator<number> {
  if (text === "") return;
  for (const part of text.split(",")) {
    const [first = 0, last = first] = part.split("-").map(Number);
    for (let row = first; row <= last; row += 1) yield row;
  }
}

/** Throws JournalMismatch if the head found in the file is that of another run. */
export function checkHead(found: JsonObject, head: JournalHead): void {
  const { journal, action, target, input } = found;
  if (journal !== format || typeof target !== "object" || target === null) throw journalErrors.notAJournal();
  checkPart("action", action, head.action);
  for (const part of targetParts) checkPart(part, (target as JsonObject)[part], head.target[part]);
  if (input !== head.input) throw journalErrors.otherInput();
}

function checkPart(part: string, found: unknown, own: string): void {
  if (found !== own) throw journalErrors.otherPart(part, String(found), own);
}
