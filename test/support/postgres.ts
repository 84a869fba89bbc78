/** A PostgreSQL for tests: the server named by TEST_DATABASE_URL, or an own one on a free port. */
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { createServer } from "node:net";
import pg from "pg";
import { PostgresServer } from "./postgres_server.js";

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
  const databases: string[] = [];
  const impossible = () =>
    Promise.reject(new Error("The server of TEST_DATABASE_URL is not stopped by tests."));
  return {
    isOwn: false,
    database: async () => {
      const made = await createDatabase(url);
      databases.push(new URL(made).pathname.slice(1));
      return made;
    },
    crash: impossible,
    restart: impossible,
    close: () =>
      onServer(
        url,
        databases.splice(0).map((name) => `DROP DATABASE ${name} WITH (FORCE)`),
      ),
  };
}

async function ownServer(): Promise<TestPostgres> {
  for (let attempt = 1; ; attempt += 1) {
    const server = new PostgresServer(await freePort());
    try {
      await server.start();
      return {
        isOwn: true,
        database: () => createDatabase(server.url),
        crash: () => server.crash(),
        restart: () => server.start(),
        close: () => server.close(),
      };
    } catch (error) {
      await server.close();
      // Another process may have taken the port meanwhile.
      if (attempt === 3) throw error;
    }
  }
}

async function createDatabase(url: string): Promise<string> {
  const name = `test_${randomUUID().replaceAll("-", "")}`;
  await onServer(url, [`CREATE DATABASE ${name}`]);
  const made = new URL(url);
  made.pathname = `/${name}`;
  return made.href;
}

async function onServer(url: string, statements: readonly string[]): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    for (const statement of statements) await client.query(statement);
  } finally {
    await client.end();
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
