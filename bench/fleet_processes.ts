/** The processes of a fleet under measurement. */
import { openDatabase } from "../connector/stores/postgres/database.js";
import type { FleetProcess, FleetRig } from "../test/platforms/fleet/fleet_rig.js";
import { parentOf } from "./process_cpu.js";

/** Starts workers. Returns their process ids when all take jobs. */
export async function startWorkers(rig: FleetRig, count: number, concurrency: number): Promise<number[]> {
  const started = Array.from({ length: count }, () => rig.worker("--concurrency", String(concurrency)));
  await Promise.all(started.map(takesJobs));
  return started.map(({ child }) => child.pid ?? 0);
}

async function takesJobs({ ready, ended }: FleetProcess): Promise<void> {
  const early = ended.then(({ stderr }) => {
    throw new Error(`A worker ended: ${stderr}`);
  });
  await Promise.race([ready, early]);
  early.catch(() => {});
}

/** What PostgreSQL has counted so far. */
export interface DatabaseCounts {
  readonly transactions: number;
  /** Size of the tables and indexes, in bytes. */
  readonly bytes: number;
  /** Length of the log that replicas and backups get, in bytes. */
  readonly walBytes: number;
}

/** Reads what PostgreSQL has counted for the database of a rig. */
export async function countsOf({ database: url }: FleetRig): Promise<DatabaseCounts> {
  const database = openDatabase(url);
  const [row] = await database.query<Record<keyof DatabaseCounts, string>>(
    `SELECT xact_commit + xact_rollback AS transactions, pg_database_size(current_database()) AS bytes,
       pg_current_wal_lsn() - '0/0' AS "walBytes" FROM pg_stat_database WHERE datname = current_database()`,
  );
  await database.close();
  const number = (name: keyof DatabaseCounts) => Number(row?.[name]);
  return {
    transactions: number("transactions"),
    bytes: number("bytes"),
    walBytes: number("walBytes"),
  };
}

/** Returns the process id of the PostgreSQL of a rig, if the server runs on this machine. */
export async function postgresOf({ database: url }: FleetRig): Promise<number> {
  const database = openDatabase(url);
  const [row] = await database.query<{ pid: number }>("SELECT pg_backend_pid() AS pid");
  const pid = parentOf(row?.pid ?? 0);
  await database.close();
  return pid ?? 0;
}
