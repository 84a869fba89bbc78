/** The process as a door sees it: its streams and its environment, passed as an argument. */
import type { Readable } from "node:stream";

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
  for (const stream of [stdout, stderr]) stream.on("error", () => {});
  return { stdin, stdout, stderr, env };
}

/** Writes, and resolves once the text is handed over or nobody reads any more. */
export function write(output: Output, text: string): Promise<void> {
  return new Promise((resolve) => output.write(text, () => resolve()));
}
