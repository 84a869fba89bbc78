/** Gets the outputs of a run to where they are wanted. */
import { access, constants, stat, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { promisify } from "node:util";
import { gzip } from "node:zlib";
import { type ActionOutput, at, ConnectorError } from "../../connector/index.js";
import { type Io, write } from "../shared/io.js";
import { lostOutput, standardOutput } from "../shared/lost_output.js";
import { ndjsonOf } from "../shared/ndjson.js";
import { formOf, isGzip } from "./form.js";

/** Throws InvalidOption where the file cannot be written; asked before anything is sent. */
export async function assertWritable(path: string): Promise<void> {
  try {
    const isFile = (await stat(path).catch(() => undefined))?.isDirectory() === false;
    await access(isFile ? path : dirname(path), constants.W_OK);
  } catch (error) {
    throw unwritable(path, error);
  }
  if ((await stat(path).catch(() => undefined))?.isDirectory() === true) {
    throw new ConnectorError("InvalidOption", `--output ${path} is a folder; name a file in it.`);
  }
}

/**
 * Prints the outputs: as an array, or their rows one per line where the file's name ends so. Where the file has become
 * unwritable they go to stdout, for the rows are in already. Throws OutputLost.
 * @param place JSON Pointer of the results in the body of an output; undefined for an action without rows
 */
export async function deliver(
  outputs: readonly ActionOutput[],
  { path, place }: { path: string | undefined; place: string | undefined },
  io: Io,
): Promise<void> {
  if (path === undefined) {
    await toStdout(textOf(outputs), io);
    return;
  }
  const text =
    formOf(path) === "ndjson" && place !== undefined ? ndjsonOf(rowsOf(outputs, place)) : textOf(outputs);
  try {
    await writeFile(path, isGzip(path) ? await promisify(gzip)(text) : text);
  } catch (error) {
    await toStdout(text, io);
    throw lostOutput(`--output ${path}`, error);
  }
}

const lostHint =
  "What was sent is in, and its results are lost. Before you run it again, name a file with --output; with --journal as well, what is answered is never sent twice.";

async function toStdout(text: string, io: Io): Promise<void> {
  try {
    await write(io.stdout, text);
  } catch (error) {
    throw lostOutput(standardOutput, error, lostHint);
  }
}

function textOf(outputs: readonly ActionOutput[]): string {
  return `${JSON.stringify(outputs, null, 2)}\n`;
}

/** An output without rows has an error in their place, which is told on stderr. */
function rowsOf(outputs: readonly ActionOutput[], place: string): unknown[] {
  return outputs.flatMap(({ json_body: body }) => (at(body, place) as unknown[] | undefined) ?? []);
}

function unwritable(
  path: string,
  error: unknown,
  hint = "Name a file that can be written; nothing was sent.",
): ConnectorError {
  return new ConnectorError("InvalidOption", `--output ${path} cannot be written (${reasonOf(error)}).`, {
    hint,
  });
}

function reasonOf(error: unknown): string {
  return (error as NodeJS.ErrnoException).code ?? "unknown reason";
}
