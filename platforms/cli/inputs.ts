/** Reads the inputs of a run: one envelope or an array of them, from a file or from standard input. */
import { ConnectorError } from "../../connector/index.js";
import type { Io } from "../shared/io.js";
import { readJsonFile, readJsonStream } from "../shared/read_json.js";

/** Throws InvalidOption where nothing was named and a person sits at standard input. */
export async function readInputs(path: string | undefined, io: Io): Promise<unknown[]> {
  if (path === undefined && io.stdin.isTTY === true) {
    throw new ConnectorError("InvalidOption", "There is no input.", {
      hint: "Name a file with --input, pipe one in, or give --input - to type it.",
    });
  }
  const inputs =
    path === undefined || path === "-"
      ? await readJsonStream(io.stdin, "Standard input", "InvalidInput")
      : await readJsonFile(path, "InvalidInput");
  return Array.isArray(inputs) ? inputs : [inputs];
}
