// Shared by the tests of the adapters: the real process with a real simulator, and a canary as the secret.
import { type ChildProcessByStdio, spawn } from "node:child_process";
import { once } from "node:events";
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Readable, Writable } from "node:stream";
import { expect } from "chai";
import { type App, type Simulator, startSimulator } from "../../../simulator/index.js";
import { cacheVariables, commandFile } from "../../support/command.js";
import { importOf, row } from "../../support/rows.js";

/** The secret of the simulated app; no process may ever print it. */
export const canary = "canary~S3cret/with+signs";

export const writer: App = {
  tenant_id: "11111111-1111-4111-8111-111111111111",
  client_id: "22222222-2222-4222-8222-222222222222",
  client_secret: canary,
  roles: ["Ti.ReadWrite.All"],
};

/** The same tenant's app without a permission. */
export const stranger: App = { ...writer, client_id: "33333333-3333-4333-8333-333333333333", roles: [] };

/** Starts a simulator before the tests of a suite, resets it between them, and closes it after them. */
export function useSimulator(apps: App[] = [writer, stranger]): () => Simulator {
  let simulator: Simulator;
  before(async () => {
    simulator = await startSimulator({ apps });
  });
  beforeEach(() => simulator.reset());
  after(() => simulator.close());
  return () => simulator;
}

/** Returns a folder for a suite's files. */
export function useFolder(): (name: string, content: unknown, mode?: number) => string {
  let folder = "";
  before(() => {
    folder = mkdtempSync(join(tmpdir(), "adapters-"));
  });
  after(() => rmSync(folder, { recursive: true, force: true }));
  return (name, content, mode = 0o600) => {
    const path = join(folder, name);
    const text =
      typeof content === "string" || content instanceof Uint8Array ? content : JSON.stringify(content);
    writeFileSync(path, text);
    chmodSync(path, mode);
    return path;
  };
}

export interface Ended {
  code: number | null;
  signal: NodeJS.Signals | null;
  stdout: string;
  stderr: string;
}

export interface Given {
  stdin?: string | Uint8Array;
  /** Leaves standard input open after the text. */
  isOpen?: boolean;
  env?: Record<string, string>;
  /** Shell line that starts the command, which is its `"$@"`. */
  shell?: string;
  /** Removes what may contain the secret from standard output. */
  filter?: (text: string) => string;
}

/** A failed test must not leave a process behind, which would keep this one alive. */
const atWork = new Set<Launched>();
afterEach(() => {
  for (const { child } of atWork) child.kill("SIGKILL");
});

/** A running process. */
export class Launched {
  readonly child: ChildProcessByStdio<Writable, Readable, Readable>;
  readonly ended: Promise<Ended>;
  readonly #filter: (text: string) => string;
  stdout = "";
  stderr = "";

  constructor(args: readonly string[], given: Given) {
    const { stdin = "", isOpen = false, env = {}, shell, filter = (text) => text } = given;
    this.#filter = filter;
    const words = [process.execPath, commandFile, ...args];
    const [program = "", ...rest] = shell === undefined ? words : ["sh", "-c", shell, "sh", ...words];
    this.child = spawn(program, rest, {
      // The tests in this process cover the same code, and measuring it again takes as long as the process
      // itself.
      env: { ...environment(), NODE_V8_COVERAGE: "", ...env },
      stdio: ["pipe", "pipe", "pipe"],
    });
    this.child.stdout.setEncoding("utf8").on("data", (text: string) => (this.stdout += text));
    this.child.stderr.setEncoding("utf8").on("data", (text: string) => (this.stderr += text));
    // A process that ends without reading its input is not at fault.
    this.child.stdin.on("error", () => {});
    if (isOpen) this.child.stdin.write(stdin);
    else this.child.stdin.end(stdin);
    atWork.add(this);
    this.ended = this.#end();
  }

  /** Resolves when that stream contains the text; rejects if the process ends before. */
  async until(stream: "stdout" | "stderr", text: string): Promise<void> {
    while (!this[stream].includes(text)) {
      if (this.child.exitCode !== null) throw new Error(`ended before it said ${text}: ${this.stderr}`);
      await Promise.race([once(this.child[stream], "data"), this.ended]);
    }
  }

  async #end(): Promise<Ended> {
    const [code, signal] = (await once(this.child, "close")) as [number | null, NodeJS.Signals | null];
    atWork.delete(this);
    const stdout = this.#filter(this.stdout);
    const { stderr } = this;
    for (const form of [canary, encodeURIComponent(canary)]) {
      expect(stdout + stderr, "the secret got out").not.to.include(form);
    }
    expect(stderr, "a stack trace got out").not.to.match(/^\s+at .*\.js:\d+/m);
    return { code, signal, stdout, stderr };
  }
}

/** Starts the command. */
export function launch(args: readonly string[], given: Given = {}): Launched {
  return new Launched(args, given);
}

/** Runs the command to its end. */
export function command(args: readonly string[], given: Given = {}): Promise<Ended> {
  return launch(args, given).ended;
}

/** Returns the environment of this process without variables that would affect the command. */
export function environment(): NodeJS.ProcessEnv {
  const strange = ([name]: [string, unknown]) => /^(DEFENDER_|INPUTS$|ASSET_KEYS$)/.test(name);
  return {
    ...Object.fromEntries(Object.entries(process.env).filter((entry) => !strange(entry))),
    ...cacheVariables(),
  };
}

/** A row that the engine rejects. */
export const badRow = row(0, { indicatorType: "IpAddress", indicatorValue: "192.0.2.0/24" });

/** Returns an input of those rows. */
export const input = (...some: unknown[]) => importOf(some);
