/** The process as a door sees it: its streams and its environment, passed as an argument. */
import { createWriteStream, fstatSync } from "node:fs";
import type { Readable } from "node:stream";
import { visibleJson } from "../../connector/contract/visible_text.js";

/** Where something is written. */
export type Output = NodeJS.WritableStream & { readonly isTTY?: boolean; readonly columns?: number };

/** What a command works with. */
export interface Io {
  readonly stdin: Readable & { readonly isTTY?: boolean };
  readonly stdout: Output;
  readonly stderr: Output;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** The real process. A reader that goes away early (`| head`) is no fault and must not end it in a stack trace. */
export function processIo(): Io {
  const { stdin, stdout, stderr, env } = process;
  const output: Output = isFile(stdout.fd)
    ? createWriteStream("", { fd: stdout.fd, autoClose: false })
    : stdout;
  for (const stream of [output, stderr]) stream.on("error", () => {});
  return { stdin, stdout: output, stderr, env };
}

/** Node's own stream for a file takes a part that was written for the whole, so that a full disk cuts the text silently. */
function isFile(fd: number): boolean {
  try {
    // With numbers, Node keeps what it saw of a pipe, and then takes links to packages for no links.
    return fstatSync(fd, { bigint: true }).isFile();
  } catch {
    return false;
  }
}

/**
 * Resolves once the text is handed over; throws what the system says where it cannot be. On a terminal, characters
 * that it would obey, or that nobody sees, are written as escapes, which mean the same in JSON.
 */
export function write(output: Output, text: string): Promise<void> {
  const shown = output.isTTY === true ? visibleJson(text) : text;
  return new Promise((resolve, reject) => {
    output.write(shown, (error) => (error ? reject(error) : resolve()));
  });
}

/** Writes talk to standard error, which nobody has to read. */
export function emit({ stderr }: Pick<Io, "stderr">, text: string): Promise<void> {
  return write(stderr, text).catch(() => {});
}

/** What a stream says whose reader has gone, and what it says from then on. */
const gone: ReadonlySet<unknown> = new Set(["EPIPE", "ERR_STREAM_DESTROYED"]);

/** Writes what is only to be read: a reader that goes away early (`| head`) is no fault. Throws OutputWriteFailed for any other. */
export async function print({ stdout }: Pick<Io, "stdout">, text: string): Promise<void> {
  try {
    await write(stdout, text);
  } catch (error) {
    if (gone.has((error as NodeJS.ErrnoException).code)) return;
    const { lostOutput, standardOutput } = await import("./output_write_failed.js");
    throw lostOutput(standardOutput, error, "Make room, or write it elsewhere.");
  }
}
