/** Reads JSON that a user gives, from a file or a stream; what is wrong with it becomes one sentence. */
import { readFile } from "node:fs/promises";
import { ConnectorError, type ErrorCode } from "../../connector/index.js";
import { jsonFault, placeOf } from "./json_fault.js";

/** JSON of a file. Throws an error of that code. */
export async function readJsonFile(path: string, code: ErrorCode): Promise<unknown> {
  try {
    return parseJson(decode(await readFile(path), path, code), path, code);
  } catch (error) {
    if (error instanceof ConnectorError) throw error;
    throw new ConnectorError(code, `${path} ${whyUnreadable(error)}.`);
  }
}

/** JSON of a stream. Throws an error of that code. @param name what to call the stream */
export async function readJsonStream(
  stream: AsyncIterable<string | Uint8Array>,
  name: string,
  code: ErrorCode,
): Promise<unknown> {
  const parts: Uint8Array[] = [];
  for await (const part of stream) parts.push(typeof part === "string" ? Buffer.from(part) : part);
  return parseJson(decode(Buffer.concat(parts), name, code), name, code);
}

/** Throws an error of that code, with line and column, that quotes nothing of the text. */
export function parseJson(text: string, name: string, code: ErrorCode): unknown {
  if (text.trim() === "") throw new ConnectorError(code, `${name} is empty; it should hold JSON.`);
  try {
    return JSON.parse(text);
  } catch {
    throw new ConnectorError(code, `${name} is not JSON${whereBroken(text)}.`);
  }
}

/** Some shells write UTF-16. A byte order mark is no part of the text. */
function decode(bytes: Uint8Array, name: string, code: ErrorCode): string {
  const encoding = bytes[0] === 0xff && bytes[1] === 0xfe ? "utf-16le" : "utf-8";
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch {
    throw new ConnectorError(code, `${name} is not UTF-8 text; save it as UTF-8.`);
  }
}

function whereBroken(text: string): string {
  const fault = jsonFault(text);
  if (fault === undefined) return "";
  const { line, column } = placeOf(text, fault.offset);
  return `: at line ${line}, column ${column}, ${fault.problem}`;
}

function whyUnreadable(error: unknown): string {
  const { code } = error as NodeJS.ErrnoException;
  if (code === "ENOENT") return "does not exist";
  if (code === "EISDIR") return "is a folder; name a file";
  if (code === "EACCES" || code === "EPERM") return "may not be read by this user";
  return `cannot be read (${code ?? "unknown reason"})`;
}
