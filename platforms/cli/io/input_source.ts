/** Reads the input of a run: envelopes that are read whole, or rows that are read one by one. */
import { addAbortSignal } from "node:stream";
import type { ConnectorError } from "../../../connector/platform_api.js";
import { assertReadable, type Bytes, digestOf, fileBytes, unpacked } from "../../shared/bytes.js";
import type { Io } from "../../shared/io.js";
import { ndjsonPages } from "../../shared/ndjson.js";
import { readErrors } from "../../shared/messages.js";
import { readJsonStream } from "../../shared/read_json.js";
import type { Form } from "./file_format.js";
import { inputErrors, inputHints } from "./messages.js";

/** An input that exists and has not been read. */
export interface Source {
  /** Name of the input in messages. */
  readonly name: string;
  /** feed: rows are made from its items. */
  readonly form: Form | "feed";
  /** Absent for standard input. */
  readonly path?: string;
  /** Whether the input can be read a second time from its beginning. */
  readonly isRepeatable: boolean;
  /** Set if the input was opened already and cannot be opened again. */
  readonly bytes?: Bytes;
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

/**
 * Returns the JSON value of a source: one envelope, or an array of them.
 * @param missing - why the action needs an input; if undefined, `{}` replaces an empty input
 */
export async function readInputs(
  { name, path, bytes, isAbsent }: Source,
  io: Io,
  missing?: ConnectorError,
): Promise<unknown> {
  if (isAbsent === true) return {};
  return readJsonStream(bytes ?? (path === undefined ? io.stdin : fileBytes(path)), {
    name,
    code: "InvalidInput",
    empty: () => {
      if (missing === undefined && path === undefined) return {};
      throw readErrors.empty({ name, code: "InvalidInput" }, missing?.hint ?? inputHints.empty);
    },
    linesHint: inputHints.lines,
  });
}

/** Returns the rows of an NDJSON source, in pages. Each iteration reads the file again. */
export function readRows(source: Source, io: Io, until: Until): AsyncIterable<unknown[]> {
  const end = endOf(source, until);
  return {
    [Symbol.asyncIterator]: () => ndjsonPages(unpacked(openBytes(source, io, end)), source.name, end),
  };
}

/** Returns the signal that ends the reading of a source. */
export function endOf({ isRepeatable }: Source, { lost, stopped }: Until): AbortSignal {
  return isRepeatable ? lost : AbortSignal.any([lost, stopped]);
}

/** Opens a source. The signal ends its bytes with an AbortError. */
export function openBytes({ path, bytes }: Source, io: Io, end: AbortSignal): Bytes {
  if (path !== undefined) return bytes ?? fileBytes(path, end);
  const stdin = addAbortSignal(end, io.stdin);
  return bytes ?? stdin;
}

/** Returns the SHA-256 of a file's bytes, in hex. Throws InvalidInput if the file cannot be read. */
export async function inputDigest(path: string): Promise<string> {
  try {
    return await digestOf(path);
  } catch {
    await assertReadable(path, "InvalidInput");
    throw inputErrors.cutOff(path);
  }
}
