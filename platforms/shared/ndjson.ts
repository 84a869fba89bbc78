/**
 * NDJSON, one row per line, read in pages on demand. Whole blocks are decoded and split at once; only faulty
 * blocks are read line by line.
 */
import { ConnectorError, jsonFault, UnreadableRow } from "../../connector/platform_api.js";
import { assertRows } from "./foreign_lines.js";
import { type RepeatedName, repeatedName } from "./json_names.js";
import { lineFaults, readErrors, textFaults } from "./messages.js";

/** Longer lines are skipped: no row is that long, and one line must not fill the memory. */
export const maxLineBytes = 1024 * 1024;

/** Highest number of rows per page. */
export const pageRows = 500;

const lineFeed = 0x0a;

/** Returns the results, one per line; empty if there are none. */
export function ndjsonOf(results: readonly unknown[]): string {
  return results.map((result) => `${JSON.stringify(result)}\n`).join("");
}

/** A line that cannot be parsed, and the reason. */
class BadLine {
  readonly problem: string;

  constructor(problem: string) {
    this.problem = problem;
  }
}

const tooLong = new BadLine(lineFaults.tooLong(maxLineBytes));
const notText = new BadLine(textFaults.notUtf8);

type Line = string | BadLine;

/**
 * Yields the rows of the bytes; a line that cannot be read is an UnreadableRow. Throws InvalidInput if the
 * bytes break off. The next page overwrites the current one.
 * @param bytes - UTF-8 without a byte order mark
 * @param name - name of the bytes in messages
 * @param signal - ends the rows when it is aborted
 */
export async function* ndjsonPages(
  bytes: AsyncIterable<Uint8Array>,
  name: string,
  signal?: AbortSignal,
): AsyncGenerator<unknown[]> {
  const reader = new RowReader();
  try {
    for await (const block of blocks(bytes)) {
      const isFirst = reader.lines === 0;
      const lines = linesOf(block);
      if (isFirst)
        assertRows(
          lines.filter((line) => typeof line === "string"),
          name,
        );
      for (const page of reader.pages(lines)) yield page;
    }
  } catch (error) {
    if (signal?.aborted === true) return;
    if (error instanceof ConnectorError) throw error;
    throw brokenOff(name, reader.lines, error);
  }
}

/** Yields blocks of whole lines. A block ends with a line break or with the bytes. */
async function* blocks(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array | BadLine> {
  let begun: Uint8Array[] = [];
  let begunBytes = 0;
  let isSkipping = false;
  for await (const piece of bytes) {
    const start = isSkipping ? piece.indexOf(lineFeed) + 1 : 0;
    if (isSkipping && start === 0) continue;
    isSkipping = false;
    const end = Math.max(start, piece.lastIndexOf(lineFeed) + 1);
    if (end > start) {
      const whole = piece.subarray(start, end);
      yield begunBytes === 0 ? whole : Buffer.concat([...begun, whole]);
      begun = [];
      begunBytes = 0;
    }
    begun.push(piece.subarray(end));
    begunBytes += piece.length - end;
    if (begunBytes > maxLineBytes) {
      yield tooLong;
      begun = [];
      begunBytes = 0;
      isSkipping = true;
    }
  }
  if (begunBytes > 0) yield Buffer.concat(begun);
}

const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

function linesOf(block: Uint8Array | BadLine): Line[] {
  if (block instanceof BadLine) return [block];
  try {
    const lines = decoder.decode(block).split("\n");
    if (lines.at(-1) === "") lines.pop();
    return block.length > maxLineBytes ? lines.map(checkedLength) : lines;
  } catch {
    return [...slowLinesOf(block)];
  }
}

function checkedLength(line: string): Line {
  return Buffer.byteLength(line) > maxLineBytes ? tooLong : line;
}

/** Splits a block that contains invalid bytes, so that they affect only their own line. */
function* slowLinesOf(block: Uint8Array): Generator<Line> {
  for (let at = 0; at < block.length; ) {
    const found = block.indexOf(lineFeed, at);
    const end = found < 0 ? block.length : found;
    yield end - at > maxLineBytes ? tooLong : decodedLine(block.subarray(at, end));
    at = end + 1;
  }
}

function decodedLine(bytes: Uint8Array): Line {
  try {
    return decoder.decode(bytes);
  } catch {
    return notText;
  }
}

/** Converts lines to rows, and counts the lines. */
class RowReader {
  lines = 0;

  /**
   * Reuses one array for all pages: new arrays would move their rows to the old generation, at a twentieth
   * of the CPU time.
   */
  *pages(lines: readonly Line[]): Generator<unknown[]> {
    const page: unknown[] = [];
    for (const line of lines) {
      this.lines += 1;
      if (line !== "" && line !== "\r") this.#read(line, page);
      if (page.length < pageRows) continue;
      yield page;
      page.length = 0;
    }
    if (page.length > 0) yield page;
    page.length = 0;
  }

  #read(line: Line, page: unknown[]): void {
    if (line instanceof BadLine) {
      page.push(new UnreadableRow(lineFaults.bad(this.lines, line.problem)));
      return;
    }
    try {
      const row: unknown = JSON.parse(line);
      const repeated = repeatedName(line, row);
      page.push(repeated === undefined ? row : this.#ambiguous(repeated, line));
    } catch {
      if (isBlank(line)) return;
      page.push(new UnreadableRow(lineFaults.bad(this.lines, notJson(line)), line));
    }
  }

  #ambiguous({ offset, problem }: RepeatedName, line: string): UnreadableRow {
    return new UnreadableRow(lineFaults.ambiguous(this.lines, offset + 1, problem), line);
  }
}

function isBlank(line: string): boolean {
  return /^[ \t\r]*$/.test(line);
}

function notJson(line: string): string {
  const fault = jsonFault(line);
  return lineFaults.notJson(fault && { column: fault.offset + 1, problem: fault.problem });
}

function brokenOff(name: string, lines: number, error: unknown): ConnectorError {
  if (lines === 0) return readErrors.unreadable({ name, code: "InvalidInput" }, error);
  return readErrors.brokenOff(name, lines, error);
}
