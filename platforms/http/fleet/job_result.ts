/** The result of a job that a worker ran, as the response of the run would have been. */
import { Readable } from "node:stream";
import { ConnectorError, type ErrorCode, errorTable, type JobRow } from "../../../connector/platform_api.js";
import type { Fleet } from "../../fleet/fleet.js";
import { unsentResult } from "../../fleet/unsent_result.js";
import type { Io } from "../../shared/io.js";
import { textStream } from "../../shared/text_stream.js";
import { rejectionOf } from "../http_errors.js";
import { jsonType } from "../json_bytes.js";
import { queueErrors } from "./messages.js";

/** A response. */
export interface JobResponse {
  readonly status: number;
  /** Code of the failure. */
  readonly code: string | undefined;
  readonly type: string;
  readonly body: Readable;
  readonly trailers: Readonly<Record<string, string>>;
}

/** @param job - a job that has ended. Throws the errors of the driver */
export async function resultOf(fleet: Fleet, job: JobRow, io: Io): Promise<JobResponse> {
  const blocks = await begun(job.exit_code === null ? unsent(fleet, job, io) : stored(fleet, job));
  const error = errorOf(job);
  const trailers = {};
  // Rows and syncs of the command line have no output of one object.
  if (blocks.first !== "" && !blocks.first.startsWith("[")) {
    const body = Readable.from(textOf(blocks));
    const end = { "run-error": error?.code ?? "" };
    const type = job.kind === "sync" ? "text/plain; charset=utf-8" : "application/x-ndjson";
    return { status: 200, code: error?.code, type, body, trailers: end };
  }
  const output = outputOf(blocks, job.options["dry_run"] === true);
  if (error === undefined)
    return { status: 200, code: undefined, type: jsonType, body: Readable.from(output), trailers };
  const { status, body } = rejectionOf(error);
  const text = blocks.first === "" ? [JSON.stringify(body)] : withOutput(body, output);
  return { status, code: error.code, type: jsonType, body: Readable.from(text), trailers };
}

function errorOf({ exit_code: exitCode, error_code: code, error_message: message }: JobRow) {
  if (exitCode === null) return queueErrors.unsentJob();
  if (code === null) return undefined;
  // A newer worker may have further codes.
  const known = Object.hasOwn(errorTable, code) ? (code as ErrorCode) : "InternalError";
  return new ConnectorError(known, message ?? code);
}

/** Text whose beginning is known. */
interface Begun {
  /** Empty if there is no text. */
  readonly first: string;
  readonly rest: AsyncIterator<string>;
}

async function begun(text: AsyncIterable<string>): Promise<Begun> {
  const rest = text[Symbol.asyncIterator]();
  const { done, value } = await rest.next();
  return { first: done === true ? "" : value, rest };
}

async function* textOf({ first, rest }: Begun): AsyncGenerator<string> {
  yield first;
  for (let next = await rest.next(); next.done !== true; next = await rest.next()) yield next.value;
}

function stored({ stores, database }: Fleet, job: JobRow): AsyncIterable<string> {
  return stores.readBlocks(database.query, job.id);
}

async function* unsent(fleet: Fleet, job: JobRow, { stdin, env }: Io): AsyncGenerator<string> {
  const pieces: string[] = [];
  const stdout = textStream((piece) => pieces.push(piece));
  await unsentResult(fleet, job, { stdin, env, stdout, stderr: textStream(() => {}) });
  yield* pieces;
}

/** What follows the only element of an array in the text. */
const end = "\n]\n";

/** Yields the only element of the array that a run prints. A plan is put into an output, as a direct run does. */
async function* outputOf(blocks: Begun, isPlan: boolean): AsyncGenerator<string | Buffer> {
  if (isPlan) yield '{"status_code":200,"response_headers":{},"reason":"OK","json_body":';
  // Bytes, because a cut in a text can leave half a character, which is written as another one.
  let held: Buffer = Buffer.alloc(0);
  let isFirst = true;
  for await (const block of textOf(blocks)) {
    const bytes = Buffer.concat([held, Buffer.from(isFirst ? block.replace(/^\[\s*/, "") : block)]);
    isFirst = false;
    held = bytes.subarray(-end.length);
    yield bytes.subarray(0, -end.length);
  }
  yield String(held).replace(/\s*\]\s*$/, "");
  if (isPlan) yield "}";
}

async function* withOutput(
  body: object,
  output: AsyncIterable<string | Buffer>,
): AsyncGenerator<string | Buffer> {
  yield `${JSON.stringify(body).slice(0, -1)},"output":`;
  yield* output;
  yield "}";
}
