/** Sends a file through the command line, without looking into it. */
import { readFileSync, rmSync } from "node:fs";
import { Readable, Writable } from "node:stream";
import { runProgram } from "../../platforms/cli/program.js";

/** A line of the items file. */
export interface ItemLine {
  readonly source: { readonly file: string; readonly line?: number; readonly id?: string };
  readonly status: string;
  readonly code: string | null;
  readonly message: string | null;
  readonly before: string | null;
  readonly after: string | null;
  readonly rows: number;
}

/** A row on standard output. */
export interface Row {
  readonly indicatorValue: string;
  readonly indicatorType: string;
}

/** What the command wrote. */
export interface Converted {
  readonly exitCode: number;
  readonly rows: readonly Row[];
  readonly items: readonly ItemLine[];
  readonly stderr: string;
}

class Collected extends Writable {
  text = "";
  readonly #decoder = new TextDecoder();
  override _write(bytes: Buffer, _encoding: string, done: () => void): void {
    this.text += this.#decoder.decode(bytes, { stream: true });
    done();
  }
}

/**
 * Runs `convert` on a file. Every hash of a file is taken, as the independent readers do not choose.
 * @param itemsFile - name of a file that is written and deleted
 */
export async function convert(
  file: string,
  itemsFile: string,
  options: readonly string[] = [],
): Promise<Converted> {
  const stdout = new Collected();
  const stderr = new Collected();
  const io = { stdin: Readable.from([]), stdout, stderr, env: {} };
  const defaults = ["--default", "action=Audit", "--default", "allHashes=true"];
  const args = ["convert", file, ...defaults, ...options, "--items", itemsFile];
  rmSync(itemsFile, { force: true });
  const exitCode = await runProgram(args, io);
  return { exitCode, rows: linesOf(stdout.text), items: linesOf(textOf(itemsFile)), stderr: stderr.text };
}

function linesOf<T>(text: string): T[] {
  return text
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as T);
}

/** An unreadable source can end before the items file is made. */
function textOf(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return "";
  }
}
