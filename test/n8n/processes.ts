// Runs commands to their end, and stops what is still running with the script.
import { type ChildProcess, spawn, type SpawnOptions } from "node:child_process";
import { once } from "node:events";
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** Result of a command. */
export interface Ended {
  /** Exit code, or the signal that ended the command. */
  code: number | NodeJS.Signals | null;
  stdout: string;
  stderr: string;
  seconds: number;
}

/** Runs a command to its end, regardless of its exit code. */
export async function runToEnd(
  command: string,
  args: readonly string[],
  options: SpawnOptions = {},
): Promise<Ended> {
  const folder = mkdtempSync(join(tmpdir(), "n8n-output-"));
  const [stdout, stderr] = [join(folder, "stdout"), join(folder, "stderr")];
  // Output goes to files, because a process that exits abruptly loses unread pipe data.
  const files = [stdout, stderr].map((path) => openSync(path, "w"));
  try {
    const start = performance.now();
    const child = spawn(command, args, { ...options, stdio: ["ignore", ...files] });
    const [code, signal] = (await once(child, "close")) as [number | null, NodeJS.Signals | null];
    const seconds = (performance.now() - start) / 1000;
    return {
      code: code ?? signal,
      stdout: readFileSync(stdout, "utf8"),
      stderr: readFileSync(stderr, "utf8"),
      seconds,
    };
  } finally {
    for (const file of files) closeSync(file);
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Runs a command; throws its output if it fails. */
export async function succeed(
  command: string,
  args: readonly string[],
  options: SpawnOptions = {},
): Promise<Ended> {
  const ended = await runToEnd(command, args, options);
  if (ended.code === 0) return ended;
  throw new Error(`${command} ${args.join(" ")} ended with ${ended.code}:\n${ended.stdout}\n${ended.stderr}`);
}

/** Starts a long-running command and resolves when its output matches `ready`; throws the output if it ends earlier. */
export async function startUntil(
  ready: RegExp,
  command: string,
  args: readonly string[],
  options: SpawnOptions = {},
): Promise<ChildProcess> {
  const child = spawn(command, args, { ...options, stdio: ["ignore", "pipe", "pipe"] });
  let output = "";
  await new Promise<void>((resolve, reject) => {
    const read = (data: Buffer): void => {
      output += data.toString();
      if (ready.test(output)) resolve();
    };
    child.stdout.on("data", read);
    child.stderr.on("data", read);
    child.once("error", reject);
    child.once("close", (code) => reject(new Error(`${command} ended with ${code}:\n${output}`)));
  });
  return child;
}

/** Ends a process that this script started, and waits for its end. */
export async function endProcess(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const closed = once(child, "close");
  child.kill(signal);
  await closed;
}

/** Returns a port that is currently free. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  return port;
}

/** Cleanup steps, run in reverse order. */
export class Undone {
  readonly #steps: (() => unknown)[] = [];

  later(step: () => unknown): void {
    this.#steps.push(step);
  }

  async all(): Promise<void> {
    for (let step = this.#steps.pop(); step !== undefined; step = this.#steps.pop()) await step();
  }
}
