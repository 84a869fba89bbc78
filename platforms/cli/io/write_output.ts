/** Writes the outputs of a run to their destination. */
import { access, constants, stat } from "node:fs/promises";
import { dirname } from "node:path";
import { type ActionOutput, getAt } from "../../../connector/platform_api.js";
import type { Io } from "../../shared/io.js";
import { jsonPieces } from "../../shared/json_pieces.js";
import { lostOutput, standardOutput } from "../../shared/messages.js";
import { ndjsonOf } from "../../shared/ndjson.js";
import { formOf } from "./file_format.js";
import { fileErrors, lostResultsHint } from "./messages.js";
import { fileSink, type Sink, streamSink } from "./sink.js";

/**
 * Throws InvalidOption if the file cannot be written. Checked before anything is sent.
 * @param option - the option that names the file
 */
export async function assertWritable(path: string, option = "--output"): Promise<void> {
  try {
    const isFile = (await stat(path).catch(() => undefined))?.isDirectory() === false;
    await access(isFile ? path : dirname(path), constants.W_OK);
  } catch (error) {
    throw fileErrors.unwritable(`${option} ${path}`, error);
  }
  if ((await stat(path).catch(() => undefined))?.isDirectory() === true) {
    throw fileErrors.folder(`${option} ${path}`);
  }
}

/**
 * Writes the outputs: as an array, or their rows one per line if the file name says so. If the file can no
 * longer be written, they go to stdout, because the rows are already imported. Throws OutputWriteFailed.
 * @param place - JSON Pointer of the results in the body of an output; undefined for an action without rows
 */
export async function deliver(
  outputs: readonly ActionOutput[],
  { path, place }: { path: string | undefined; place: string | undefined },
  io: Io,
): Promise<void> {
  const areRows = path !== undefined && formOf(path) === "ndjson" && place !== undefined;
  const pieces = (): Iterable<string> => (areRows ? linesOf(outputs, place) : textOf(outputs));
  if (path === undefined) {
    await toStdout(pieces(), io);
    return;
  }
  try {
    await writeAll(pieces(), fileSink(path));
  } catch (error) {
    await toStdout(pieces(), io);
    throw lostOutput(`--output ${path}`, error);
  }
}

async function toStdout(pieces: Iterable<string>, io: Io): Promise<void> {
  try {
    await writeAll(pieces, streamSink(io.stdout));
  } catch (error) {
    throw lostOutput(standardOutput, error, lostResultsHint);
  }
}

async function writeAll(pieces: Iterable<string>, sink: Sink): Promise<void> {
  for (const piece of pieces) await sink.write(piece);
  await sink.end();
}

function* textOf(outputs: readonly ActionOutput[]): Generator<string> {
  yield* jsonPieces(outputs, "  ");
  yield "\n";
}

/** Number of lines per write. */
const linesPerWrite = 500;

/** An output without rows contains an error instead, which is reported on stderr. */
function* linesOf(outputs: readonly ActionOutput[], place: string): Generator<string> {
  for (const { json_body: body } of outputs) {
    const rows = (getAt(body, place) as unknown[] | undefined) ?? [];
    for (let from = 0; from < rows.length; from += linesPerWrite)
      yield ndjsonOf(rows.slice(from, from + linesPerWrite));
  }
}
