/** Reads JSON of a user from a file or a stream; each fault becomes one message. */
import { constants } from "node:buffer";
import {
  ConnectorError,
  type ErrorCode,
  foreignText,
  JsonFault,
  jsonFault,
  placeOf,
} from "../../connector/platform_api.js";
import { type Bytes, fileBytes, readFault, unpacked } from "./bytes.js";
import { foreignTextHint } from "./foreign_lines.js";
import { type JsonBounds, parseInPieces } from "./json_reader.js";
import { RepeatedName, repeatedName } from "./json_names.js";

/** The name of a text in messages, and what to report if it cannot be read. */
export interface Reading {
  readonly name: string;
  readonly code: ErrorCode;
  /** Replaces the hint of the code, for text that is not JSON. */
  readonly hint?: string;
  /** Replaces the hint for text with one JSON value per line. */
  readonly linesHint?: string;
  /** Returns the value of an empty text; without it, an empty text is an error. */
  readonly empty?: () => unknown;
  /** Longest text that can be read whole, in bytes; default: V8's limit. */
  readonly maxBytes?: number;
  /**
   * Limits of the text. If set, the text is parsed in pieces, so that a service can respond to other clients
   * meanwhile.
   */
  readonly bounds?: JsonBounds;
}

/** Returns the JSON of a file, which may be gzip. Throws an error of that code. */
export function readJsonFile(path: string, code: ErrorCode): Promise<unknown> {
  return readJsonStream(fileBytes(path), { name: path, code });
}

/**
 * Returns the JSON of a stream, which may be gzip. Throws an error of the reading's code, and JsonExcess
 * beyond its limits.
 */
export async function readJsonStream(stream: Bytes, reading: Reading): Promise<unknown> {
  const text = decode(await wholeOf(stream, reading), reading);
  const { bounds } = reading;
  if (bounds === undefined || text.trim() === "") return parseJson(text, reading);
  try {
    return await parseInPieces(text, bounds);
  } catch (error) {
    throw error instanceof JsonFault ? broken(text, error, reading) : error;
  }
}

/** Throws an error of the reading's code, with line and column, that quotes nothing of the text but a repeated name. */
export function parseJson(text: string, reading: Reading): unknown {
  const { name, code, empty } = reading;
  if (text.trim() === "") {
    if (empty !== undefined) return empty();
    throw new ConnectorError(code, `${name} is empty; it must contain JSON.`);
  }
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw broken(text, jsonFault(text), reading);
  }
  const repeated = repeatedName(text, value);
  if (repeated !== undefined) throw broken(text, repeated, reading);
  return value;
}

async function wholeOf(stream: Bytes, reading: Reading): Promise<Uint8Array> {
  const { name, code, maxBytes = constants.MAX_STRING_LENGTH } = reading;
  const pieces: Uint8Array[] = [];
  let bytes = 0;
  try {
    for await (const piece of unpacked(stream)) {
      pieces.push(piece);
      bytes += piece.length;
      if (bytes > maxBytes) throw tooLong(name, code, maxBytes);
    }
  } catch (error) {
    if (error instanceof ConnectorError) throw error;
    throw new ConnectorError(code, `${name} ${readFault(error)}.`);
  }
  return Buffer.concat(pieces);
}

function tooLong(name: string, code: ErrorCode, maxBytes: number): ConnectorError {
  const most = `${Math.floor(maxBytes / 1e6)} MB`;
  return new ConnectorError(code, `${name} contains more than ${most} of text, which cannot be read whole.`, {
    hint: "Write it as NDJSON, one row per line, which is read as a stream. Nothing was sent.",
  });
}

function decode(bytes: Uint8Array, { name, code }: Reading): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    throw new ConnectorError(code, `${name} is not UTF-8 text; save it as UTF-8.`);
  }
}

function broken(text: string, fault: JsonFault | undefined, reading: Reading): ConnectorError {
  const { name, code, linesHint } = reading;
  if (fault instanceof RepeatedName) return ambiguous(text, fault, { name, code });
  const hint = linesHint !== undefined && isJsonLines(text) ? linesHint : reading.hint;
  const message = `${name} is not JSON${whereBroken(text, fault)}.`;
  const what = code === "InvalidInput" ? foreignText(text) : undefined;
  if (what === undefined) return new ConnectorError(code, message, { hint });
  return new ConnectorError(code, `${message} It is ${what}.`, { hint: foreignTextHint });
}

function ambiguous(
  text: string,
  { offset, problem }: RepeatedName,
  { name, code }: Pick<Reading, "name" | "code">,
): ConnectorError {
  const { line, column } = placeOf(text, offset);
  return new ConnectorError(code, `${name}: at line ${line}, column ${column}, ${problem}.`, {
    hint: "Only one of the two values could be used; remove the wrong one. Nothing was sent.",
  });
}

/** Returns whether the first line is a JSON value, and more lines follow. */
function isJsonLines(text: string): boolean {
  const [first = ""] = text.trimStart().split("\n", 1);
  return first.length < text.trim().length && jsonFault(first) === undefined;
}

function whereBroken(text: string, fault: JsonFault | undefined): string {
  if (fault === undefined) return "";
  const { line, column } = placeOf(text, fault.offset);
  return `: at line ${line}, column ${column}, ${fault.problem}`;
}
