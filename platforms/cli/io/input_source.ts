/**
 * Finds the input of a run and its format: envelopes that are read whole, or rows that are read one by one.
 */
import { addAbortSignal } from "node:stream";
import { ConnectorError } from "../../../connector/platform_api.js";
import { assertReadable, digestOf, fileBytes, isRegularFile, unpacked } from "../../shared/bytes.js";
import type { Io } from "../../shared/io.js";
import { ndjsonPages } from "../../shared/ndjson.js";
import { readJsonStream } from "../../shared/read_json.js";
import { type Form, formOf } from "./file_format.js";

/** An input that exists and has not been read. */
export interface Source {
  /** Name of the input in messages. */
  readonly name: string;
  readonly form: Form;
  /** Absent for standard input. */
  readonly path?: string;
  /** Whether the input can be read a second time from its beginning. */
  readonly isRepeatable: boolean;
  /** Set if no input was named and nothing is piped in. */
  readonly isAbsent?: true;
}

/** When to stop reading rows. */
export interface Until {
  /** Aborted when nothing uses the rows any more. */
  readonly lost: AbortSignal;
  /**
   * Aborted when the user stops the run. The rest of a file is still read, so that each row gets its result;
   * a pipe may never end.
   */
  readonly stopped: AbortSignal;
}

/** File names of tables that other programs export. */
const table = /\.(?:csv|tsv|xlsx?|ods)(?:\.gz)?$/i;

/** Shell command that converts a table to rows and omits empty cells. */
const fromTable =
  "python3 -c 'import csv, json, sys; [print(json.dumps({k: v for k, v in row.items() if v})) for row in csv.DictReader(sys.stdin)]' < feed.csv > feed.ndjson";

/**
 * Throws InvalidOption if no input was named, standard input is a terminal and the action needs an input.
 * Throws InvalidInput if the file cannot be read or is a table.
 * @param missing - why the action needs an input; undefined if it does not
 */
export async function findSource(
  { input, format }: { input?: string; format?: Form },
  io: Io,
  missing?: ConnectorError,
): Promise<Source> {
  const stdin = { name: "Standard input", form: format ?? "json", isRepeatable: false } as const;
  if (input === undefined && io.stdin.isTTY === true) {
    if (missing === undefined) return { ...stdin, isAbsent: true };
    throw new ConnectorError("InvalidOption", "There is no input.", {
      hint: `Name a file with --input, pipe one in, or set --input - to type it. ${missing.hint}`,
    });
  }
  if (input === undefined || input === "-") return stdin;
  await assertReadable(input, "InvalidInput");
  if (format === undefined && table.test(input)) {
    throw new ConnectorError(
      "InvalidInput",
      `${input} has the file name of a table, and tables (CSV) are not read.`,
      {
        hint: `Write each of its lines as {"column":"value"}, one per line, into a file with the extension .ndjson. Nothing was sent. With Python: ${fromTable}`,
      },
    );
  }
  const isRepeatable = await isRegularFile(input);
  return { name: input, form: format ?? formOf(input) ?? "json", path: input, isRepeatable };
}

/** Throws InvalidOption if the output has the file name of a table. */
export function assertNoTable(output: string | undefined): void {
  if (output === undefined || !table.test(output)) return;
  throw new ConnectorError(
    "InvalidOption",
    `--output ${output} has the file name of a table, and tables (CSV) are not written.`,
    { hint: "Use the extension .json, or .ndjson for one row per line. Nothing was sent." },
  );
}

/**
 * Returns the envelopes of a JSON source: one, or an array of them.
 * @param missing - why the action needs an input; if undefined, `{}` replaces an empty input
 */
export async function readInputs(
  { name, path, isAbsent }: Source,
  io: Io,
  missing?: ConnectorError,
): Promise<unknown[]> {
  if (isAbsent === true) return [{}];
  const inputs = await readJsonStream(path === undefined ? io.stdin : fileBytes(path), {
    name,
    code: "InvalidInput",
    empty: () => {
      if (missing === undefined && path === undefined) return {};
      const hint = missing?.hint ?? "Write {} for an input without fields. Nothing was sent.";
      throw new ConnectorError("InvalidInput", `${name} is empty; it must contain JSON.`, { hint });
    },
    hint: "Correct the input, or set --format ndjson if it contains one JSON object per line. Nothing was sent.",
  });
  return Array.isArray(inputs) ? inputs : [inputs];
}

/** Returns the rows of an NDJSON source, in pages. Each iteration reads the file again. */
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

/** Returns the SHA-256 of a file's bytes, in hex. Throws InvalidInput if the file cannot be read. */
export async function inputDigest(path: string): Promise<string> {
  try {
    return await digestOf(path);
  } catch {
    await assertReadable(path, "InvalidInput");
    throw new ConnectorError("InvalidInput", `${path} could not be read to its end.`);
  }
}
