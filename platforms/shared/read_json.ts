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
import { type Bytes, fileBytes, unpacked } from "./bytes.js";
import { type JsonBounds, parseInPieces } from "./json_reader.js";
import { RepeatedName, repeatedName } from "./json_names.js";
import { readErrors } from "./messages.js";

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
  const { empty } = reading;
  if (text.trim() === "") {
    if (empty !== undefined) return empty();
    throw readErrors.empty(reading);
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
  const { maxBytes = constants.MAX_STRING_LENGTH } = reading;
  const pieces: Uint8Array[] = [];
  let bytes = 0;
  try {
    for await (const piece of unpacked(stream)) {
      pieces.push(piece);
      bytes += piece.length;
      if (bytes > maxBytes) throw readErrors.tooLong(reading, maxBytes);
    }
  } catch (error) {
    if (error instanceof ConnectorError) throw error;
    throw readErrors.unreadable(reading, error);
  }
  return Buffer.concat(pieces);
}

function decode(bytes: Uint8Array, reading: Reading): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    throw readErrors.notUtf8(reading);
  }
}

function broken(text: string, fault: JsonFault | undefined, reading: Reading): ConnectorError {
  const place = fault && { ...placeOf(text, fault.offset), problem: fault.problem };
  if (place !== undefined && fault instanceof RepeatedName) return readErrors.ambiguous(reading, place);
  const what = reading.code === "InvalidInput" ? foreignText(text) : undefined;
  const { linesHint } = reading;
  const hint = linesHint !== undefined && isJsonLines(text) ? linesHint : reading.hint;
  return readErrors.notJson(reading, place, what, hint);
}

/** Returns whether the first line is a JSON value, and more lines follow. */
function isJsonLines(text: string): boolean {
  const [first = ""] = text.trimStart().split("\n", 1);
  return first.length < text.trim().length && jsonFault(first) === undefined;
}
