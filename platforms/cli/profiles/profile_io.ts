/** The streams of one profile, when a command works on several at once. */
import { Readable, Writable } from "node:stream";
import { profileErrors } from "../../shared/config/messages.js";
import type { Io } from "../../shared/io.js";
import { logLevels } from "../../shared/log/log.js";
import { logOf } from "../../shared/log/log_of.js";
import { TextLog } from "../../shared/log/text_log.js";

/** Collects what a command prints. */
export class Captured extends Writable {
  readonly #pieces: Buffer[] = [];

  override _write(piece: Buffer, _encoding: string, done: () => void): void {
    this.#pieces.push(piece);
    done();
  }

  get text(): string {
    return Buffer.concat(this.#pieces).toString("utf8");
  }
}

/** Writes the name of the profile before each line. */
class Prefixed extends Writable {
  readonly #prefix: string;
  readonly #output: Writable["write"];

  constructor(profile: string, stderr: Io["stderr"]) {
    super({ decodeStrings: false });
    this.#prefix = `${profile}: `;
    this.#output = ((text: string) => stderr.write(text)) as Writable["write"];
  }

  override _write(piece: string | Buffer, _encoding: string, done: () => void): void {
    this.#output(String(piece).replace(/^(?=.)/gm, this.#prefix));
    done();
  }
}

/** Longest standard input of a command with profiles, in bytes. Each profile reads it again. */
const maxInputBytes = 64 * 1024 * 1024;

/** Returns the function that makes the streams of a profile. Standard input is read once. */
export async function profileIos(io: Io, readsStdin: boolean): Promise<(profile: string) => ProfileIo> {
  const input = readsStdin && io.stdin.isTTY !== true ? await wholeInput(io.stdin) : undefined;
  return (profile) => {
    const stdout = new Captured();
    const stdin = input === undefined ? io.stdin : Readable.from(input.length === 0 ? [] : [input]);
    return { io: { ...messagesOf(profile, io), stdin, stdout, env: io.env }, stdout };
  };
}

/** Lines for people begin with the name of the profile. Lines for programs have it as a field. */
function messagesOf(profile: string, io: Io): Pick<Io, "log" | "stderr"> {
  const log = logOf(io);
  if (log.isJson) return { stderr: io.stderr, log: log.child({ profile }) };
  const stderr = new Prefixed(profile, io.stderr);
  const level = logLevels.findLast((one) => log.isWritten(one)) ?? "error";
  return { stderr, log: new TextLog({ stream: stderr, level }) };
}

/** Streams, and what was printed. */
export interface ProfileIo {
  readonly io: Io;
  readonly stdout: Captured;
}

async function wholeInput(stdin: Io["stdin"]): Promise<Buffer> {
  const pieces: Buffer[] = [];
  let bytes = 0;
  for await (const piece of stdin as AsyncIterable<string | Buffer>) {
    const buffer = Buffer.from(piece as Buffer);
    bytes += buffer.length;
    if (bytes > maxInputBytes) throw profileErrors.longInput(maxInputBytes / 1024 / 1024);
    pieces.push(buffer);
  }
  return Buffer.concat(pieces);
}
