/** Queries one PostgreSQL. Only this file uses the driver, and loads it for the first database. */
import { createRequire } from "node:module";
import type { ClientBase, Pool, PoolClient } from "pg";
import { ConnectorError } from "../../contract/errors.js";
import { databaseErrors } from "./messages.js";

type Driver = typeof import("pg");

/** One row of a query result. */
export type Row = Record<string, unknown>;

/** Runs one statement. */
export type Query = <R extends Row = Row>(text: string, values?: readonly unknown[]) => Promise<R[]>;

/** The connections to one database. */
export interface Database {
  /** Runs one statement in a transaction of its own. Throws the errors of the driver. */
  readonly query: Query;
  /** Runs the work in one transaction, which ends with an error of the work. */
  transaction<T>(work: (query: Query, client: PoolClient) => Promise<T>): Promise<T>;
  /** The connections, for a library that shares them. */
  readonly pool: Pool;
  close(): Promise<void>;
}

/** How long connecting, and one statement, may take, in milliseconds. */
const connectTimeoutMs = 8_000;
const queryTimeoutMs = 20_000;

/** PostgreSQL ends a transaction without statements for so long: its process may be stopped, and would hold its locks. */
const idleTransactionMs = 10_000;

/** Opens no connection yet. @throws InvalidOption for a text that is not an address of PostgreSQL */
export function openDatabase(url: string, maxConnections = 8): Database {
  assertAddress(url);
  // Loaded here, so that a process without a database does not load the driver.
  const { Pool: PoolOfDriver } = createRequire(import.meta.url)("pg") as Driver;
  const pool = new PoolOfDriver({
    connectionString: url,
    max: maxConnections,
    connectionTimeoutMillis: connectTimeoutMs,
    query_timeout: queryTimeoutMs,
    keepAlive: true,
    application_name: "defender-indicators",
    allowExitOnIdle: true,
    onConnect: limitTransactions,
  });
  // An idle connection that breaks is replaced by the next query. Without a listener, it would end the process.
  pool.on("error", () => {});
  return {
    query: async (text, values) => rowsOf(await pool.query(text, values as unknown[])),
    transaction: (work) => inTransaction(pool, work),
    pool,
    close: () => pool.end(),
  };
}

/** The pool waits for the promise. */
function limitTransactions(client: ClientBase): unknown {
  return client.query(`SET idle_in_transaction_session_timeout = ${idleTransactionMs}`);
}

function rowsOf<R extends Row>({ rows }: { rows: Row[] }): R[] {
  return rows as R[];
}

async function inTransaction<T>(
  pool: Pool,
  work: (query: Query, client: PoolClient) => Promise<T>,
): Promise<T> {
  const client = await pool.connect();
  let broken: Error | undefined;
  // A connection that breaks between two statements would otherwise end the process.
  const onError = (error: Error): void => {
    broken = error;
  };
  client.on("error", onError);
  try {
    await client.query("BEGIN");
    const value = await work(
      async (text, values) => rowsOf(await client.query(text, values as unknown[])),
      client,
    );
    await client.query("COMMIT");
    return value;
  } catch (error) {
    await client.query("ROLLBACK").catch((failed: Error) => {
      broken = failed;
    });
    throw error;
  } finally {
    client.off("error", onError);
    client.release(broken);
  }
}

function assertAddress(url: string): void {
  const protocol = URL.canParse(url) ? new URL(url).protocol : "";
  if (protocol !== "postgresql:" && protocol !== "postgres:") throw databaseErrors.invalidAddress();
}

const socketErrors =
  /^(ECONNREFUSED|ECONNRESET|EPIPE|ETIMEDOUT|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|ENOENT)$/;
/** Connection, resources, shutdown, read-only, idle transaction, serialization, statement timeout. */
const transientStates = /^(08...|53...|57P..|25006|25P03|40001|40P01|57014)$/;
/** Schema, table, column or function that does not exist. */
const missingStates = /^(3F000|42P01|42703|42883)$/;
const driverMessages =
  /Connection terminated|timeout exceeded|Query read timeout|not queryable|Connection ended/i;

/** Returns whether the same statement may succeed later, because the database was away or busy. */
export function isTransient(error: unknown): boolean {
  const { code = "", message = "" } = error as { code?: string; message?: string };
  return (
    socketErrors.test(code) || transientStates.test(code) || (code === "" && driverMessages.test(message))
  );
}

/** Returns an error for the user. Messages of the driver are not passed on, because they can hold parts of the address. */
export function databaseError(error: unknown): ConnectorError {
  if (error instanceof ConnectorError) return error;
  const { code = "" } = error as { code?: string };
  if (isTransient(error)) return databaseErrors.unreachable(code);
  if (code.startsWith("28") || code === "42501") return databaseErrors.rejected(code);
  if (code === "3D000") return databaseErrors.unknownDatabase();
  if (missingStates.test(code)) return databaseErrors.incomplete(code);
  return databaseErrors.failed(code);
}
