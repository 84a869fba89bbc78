/** Gets the outputs of a run to where they are wanted. */
import { access, constants, stat, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { type ActionOutput, ConnectorError } from "../../connector/index.js";
import { type Io, write } from "../shared/io.js";

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

/** Prints the array. Where its file has become unwritable it goes to stdout, for the rows are in already. */
export async function deliver(
  outputs: readonly ActionOutput[],
  path: string | undefined,
  io: Io,
): Promise<void> {
  const text = `${JSON.stringify(outputs, null, 2)}\n`;
  if (path === undefined) {
    await write(io.stdout, text);
    return;
  }
  try {
    await writeFile(path, text);
  } catch (error) {
    await write(io.stdout, text);
    throw new ConnectorError(
      "OutputLost",
      `--output ${path} cannot be written any more (${reasonOf(error)}).`,
    );
  }
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
