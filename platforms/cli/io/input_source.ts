/** Where the input of a run comes from, and in which form: envelopes read whole, or rows read one after the other. */
import { addAbortSignal } from "node:stream";
import { ConnectorError } from "../../../connector/platform_api.js";
import { assertReadable, digestOf, fileBytes, isRegularFile, unpacked } from "../../shared/bytes.js";
import type { Io } from "../../shared/io.js";
import { ndjsonPages } from "../../shared/ndjson.js";
import { readJsonStream } from "../../shared/read_json.js";
import { type Form, formOf } from "./file_format.js";

/** An input that is there and has not been read. */
export interface Source {
  /** What to call it. */
  readonly name: string;
  readonly form: Form;
  /** Absent for standard input. */
  readonly path?: string;
  /** Whether it can be read again from its beginning. */
  readonly isRepeatable: boolean;
  /** Whether nothing was named and nobody pipes anything in. */
  readonly isAbsent?: true;
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

/** Turns a table into rows; empty cells are left out. */
const fromTable =
  "python3 -c 'import csv, json, sys; [print(json.dumps({k: v for k, v in row.items() if v})) for row in csv.DictReader(sys.stdin)]' < feed.csv > feed.ndjson";

/**
 * Throws InvalidOption where nothing was named, a person sits at standard input and the action needs an input, and
 * InvalidInput where the file cannot be read, or is a table.
 * @param missing why the action cannot do without an input; undefined where it can
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
      hint: `Name a file with --input, pipe one in, or give --input - to type it. ${missing.hint}`,
    });
  }
  if (input === undefined || input === "-") return stdin;
  await assertReadable(input, "InvalidInput");
  if (format === undefined && table.test(input)) {
    throw new ConnectorError(
      "InvalidInput",
      `${input} is a table by its name, and tables (CSV) are not read.`,
      {
        hint: `Write each of its lines as {"column":"value"}, one per line, into a file whose name ends in .ndjson; nothing was sent. With Python: ${fromTable}`,
      },
    );
  }
  const isRepeatable = await isRegularFile(input);
  return { name: input, form: format ?? formOf(input) ?? "json", path: input, isRepeatable };
}

/** Throws InvalidOption for an output that is a table by its name. */
export function assertNoTable(output: string | undefined): void {
  if (output === undefined || !table.test(output)) return;
  throw new ConnectorError(
    "InvalidOption",
    `--output ${output} is a table by its name, and tables (CSV) are not written.`,
    { hint: "Give it a name that ends in .json, or in .ndjson for one row per line; nothing was sent." },
  );
}

/**
 * The envelopes of a source of JSON: one, or an array of them.
 * @param missing why the action cannot do without an input; `{}` stands for none where it can
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
      const hint = missing?.hint ?? "Write {} where nothing else is to be said; nothing was sent.";
      throw new ConnectorError("InvalidInput", `${name} is empty; it should hold JSON.`, { hint });
    },
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
