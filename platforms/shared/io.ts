/** The process as an adapter sees it: its streams and its environment, passed as an argument. */
import { createWriteStream, fstatSync } from "node:fs";
import type { Readable } from "node:stream";
import type { Log } from "./log/log.js";
import { visibleJson } from "../../connector/contract/visible_text.js";

/** A stream to write to. */
export type Output = NodeJS.WritableStream & { readonly isTTY?: boolean; readonly columns?: number };

/** What a command works with. */
export interface Io {
  readonly stdin: Readable & { readonly isTTY?: boolean };
  readonly stdout: Output;
  readonly stderr: Output;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Absent: lines for people on standard error. */
  readonly log?: Log;
}

/**
 * Returns the real process. A reader that leaves early (`| head`) is not an error and must not cause a stack
 * trace.
 */
export function processIo(): Io {
  const { stdin, stdout, stderr, env } = process;
  const output: Output = isFile(stdout.fd)
    ? createWriteStream("", { fd: stdout.fd, autoClose: false })
    : stdout;
  for (const stream of [output, stderr]) stream.on("error", () => {});
  return { stdin, stdout: output, stderr, env };
}

/**
 * Node's own stream for a file treats a partial write as complete, so that a full disk cuts the text
 * silently.
 */
function isFile(fd: number): boolean {
  try {
    // Without `bigint`, Node caches what it saw of a pipe, and later fails to recognize links to packages.
    return fstatSync(fd, { bigint: true }).isFile();
  } catch {
    return false;
  }
}

/**
 * Resolves when the text is written; throws the system's error if it cannot be. On a terminal, control and
 * invisible characters are written as escapes, which mean the same in JSON.
 */
export function write(output: Output, text: string): Promise<void> {
  const shown = output.isTTY === true ? visibleJson(text) : text;
  return new Promise((resolve, reject) => {
    output.write(shown, (error) => (error ? reject(error) : resolve()));
  });
}

/** Writes messages to standard error, which may be unread. */
export function emit({ stderr }: Pick<Io, "stderr">, text: string): Promise<void> {
  return write(stderr, text).catch(() => {});
}

/** Error codes of a stream after its reader has left. */
const gone: ReadonlySet<unknown> = new Set(["EPIPE", "ERR_STREAM_DESTROYED"]);

/** Returns whether an error means that the reader of a stream has left. */
export function isReaderGone(error: unknown): boolean {
  return gone.has((error as NodeJS.ErrnoException).code);
}

/**
 * Writes text to stdout. A reader that leaves early (`| head`) is not an error. Throws OutputWriteFailed for
 * any other error.
 */
export async function print({ stdout }: Pick<Io, "stdout">, text: string): Promise<void> {
  try {
    await write(stdout, text);
  } catch (error) {
    if (isReaderGone(error)) return;
    const { lostOutput, lostTextHint, standardOutput } = await import("./messages.js");
    throw lostOutput(standardOutput, error, lostTextHint);
  }
}
