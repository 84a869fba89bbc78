/** Where the input of a run comes from, and in which form: envelopes read whole, or rows read one after the other. */
import { addAbortSignal } from "node:stream";
import { ConnectorError } from "../../connector/index.js";
import { assertReadable, digestOf, fileBytes, isRegularFile, unpacked } from "../shared/bytes.js";
import type { Io } from "../shared/io.js";
import { ndjsonPages } from "../shared/ndjson.js";
import { readJsonStream } from "../shared/read_json.js";
import { type Form, formOf } from "./form.js";

/** An input that is there and has not been read. */
export interface Source {
  /** What to call it. */
  readonly name: string;
  readonly form: Form;
  /** Absent for standard input. */
  readonly path?: string;
  /** Whether it can be read again from its beginning. */
  readonly isRepeatable: boolean;
}

/** When to stop reading rows. */
export interface Until {
  /** Nobody has a use for the rows any more. */
  readonly lost: AbortSignal;
  /** The user wants an end. The rest of a file is still read, so that each row gets its result; a pipe may never end. */
  readonly stopped: AbortSignal;
}

/** Names of tables, which others export. */
const table = /\.(?:csv|tsv|xlsx?|ods)(?:\.gz)?$/i;

/**
 * Throws InvalidOption where nothing was named and a person sits at standard input, and InvalidInput where the file
 * cannot be read, or is a table.
 */
export async function findSource(
  { input, format }: { input?: string; format?: Form },
  io: Io,
): Promise<Source> {
  if (input === undefined && io.stdin.isTTY === true) {
    throw new ConnectorError("InvalidOption", "There is no input.", {
      hint: "Name a file with --input, pipe one in, or give --input - to type it.",
    });
  }
  if (input === undefined || input === "-") {
    return { name: "Standard input", form: format ?? "json", isRepeatable: false };
  }
  await assertReadable(input, "InvalidInput");
  if (format === undefined && table.test(input)) {
    throw new ConnectorError(
      "InvalidInput",
      `${input} is a table by its name, and tables (CSV) are not read.`,
      {
        hint: "Write each of its lines as a JSON object, one per line, into a file whose name ends in .ndjson; nothing was sent.",
      },
    );
  }
  const isRepeatable = await isRegularFile(input);
  return { name: input, form: format ?? formOf(input) ?? "json", path: input, isRepeatable };
}

/** The envelopes of a source of JSON: one, or an array of them. */
export async function readInputs({ name, path }: Source, io: Io): Promise<unknown[]> {
  const inputs = await readJsonStream(path === undefined ? io.stdin : fileBytes(path), {
    name,
    code: "InvalidInput",
    hint: "Correct the input, or give --format ndjson where it holds one JSON object per line; nothing was sent.",
  });
  return Array.isArray(inputs) ? inputs : [inputs];
}

/** The rows of a source of NDJSON, in pages; each time it is iterated the file is read anew. */
export function readRows(
  { name, path, isRepeatable }: Source,
  io: Io,
  until: Until,
): AsyncIterable<unknown[]> {
  const end = isRepeatable ? until.lost : AbortSignal.any([until.lost, until.stopped]);
  return {
    [Symbol.asyncIterator]() {
      const bytes = path === undefined ? addAbortSignal(end, io.stdin) : fileBytes(path, end);
      return ndjsonPages(unpacked(bytes), name, end);
    },
  };
}

/** SHA-256 of a file's bytes, in hex. Throws InvalidInput where it cannot be read. */
export async function inputDigest(path: string): Promise<string> {
  try {
    return await digestOf(path);
  } catch {
    await assertReadable(path, "InvalidInput");
    throw new ConnectorError("InvalidInput", `${path} cannot be read to its end.`);
  }
}
