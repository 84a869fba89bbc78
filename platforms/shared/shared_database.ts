/** The database that several processes share, named by the environment. */
import { randomUUID } from "node:crypto";
import { hostname } from "node:os";
import {
  type Connector,
  type ConnectorOptions,
  createConnector,
  type Database,
  type Declarations,
  loadStores,
  type SharedRateLimits,
  type Stores,
} from "../../connector/platform_api.js";
import { readSmallFile } from "./config/small_file.js";
import { databaseVariable } from "./database_variable.js";
import type { Io } from "./io.js";
import { databaseErrors } from "./messages.js";

const fileVariable = `${databaseVariable}_FILE`;
const leaseVariable = "DEFENDER_LEASE_SECONDS";
const defaultLeaseSeconds = 15;
const maxUrlBytes = 4096;

/** An opened database, with its schema checked. */
export interface SharedDatabase {
  readonly url: string;
  readonly database: Database;
  readonly stores: Stores;
}

/** Returns whether the environment names a database. */
export function isDatabaseNamed(env: Io["env"]): boolean {
  return [databaseVariable, fileVariable].some((name) => (env[name] ?? "") !== "");
}

/** Returns the address of the database; undefined if none is named. @throws InvalidOption */
async function databaseUrl(env: Io["env"]): Promise<string | undefined> {
  const [url = "", file = ""] = [env[databaseVariable], env[fileVariable]];
  if (url !== "" && file !== "") throw databaseErrors.bothVariables(databaseVariable, fileVariable);
  if (file === "") return url === "" ? undefined : url;
  try {
    return (await readSmallFile(file, maxUrlBytes)).trim();
  } catch (error) {
    throw databaseErrors.unreadable(fileVariable, (error as Error).message);
  }
}

/** Opens the database that the environment names. @throws InvalidOption if none is named */
export async function openNamedDatabase(env: Io["env"]): Promise<SharedDatabase> {
  const url = await databaseUrl(env);
  if (url === undefined) throw databaseErrors.notNamed(databaseVariable, fileVariable);
  const stores = await loadStores();
  return { url, database: stores.openDatabase(url), stores };
}

/** Opens the database, and checks its schema. @throws DatabaseUnreachable, DatabaseRejected, DatabaseSchema, InvalidOption */
export async function openSharedDatabase(env: Io["env"]): Promise<SharedDatabase> {
  const opened = await openNamedDatabase(env);
  try {
    await opened.stores.assertSchema(opened.database);
    return opened;
  } catch (error) {
    await opened.database.close();
    throw opened.stores.databaseError(error);
  }
}

/** Returns a name for this process, new at every start. */
export function processName(): string {
  return `${hostname()}-${process.pid}-${randomUUID().slice(0, 8)}`;
}

/** Returns how long the lease of a process lasts, in milliseconds. @throws InvalidOption */
export function leaseMsOf(env: Io["env"]): number {
  const text = env[leaseVariable] ?? "";
  const seconds = text === "" ? defaultLeaseSeconds : Number(text);
  if (!(seconds >= 1 && seconds <= 3600)) throw databaseErrors.badLease(leaseVariable);
  return seconds * 1000;
}

/** Returns the rate limits of the database that the environment names; undefined if none is named. */
async function rateLimitsOf(env: Io["env"], version: string): Promise<SharedRateLimits | undefined> {
  if ((await databaseUrl(env)) === undefined) return undefined;
  const { database, stores } = await openSharedDatabase(env);
  const settings = { name: processName(), version, takesJobs: false, leaseMs: leaseMsOf(env) };
  return stores.sharedRateLimits(database, stores.systemClock, settings);
}

/** Creates a connector. Its calls draw from the shared rate limits if the environment names a database. */
export async function openConnector(declarations: Declarations, env: Io["env"]): Promise<Connector> {
  const rateLimits = await rateLimitsOf(env, declarations.manifest.version);
  const options: ConnectorOptions = { declarations, env };
  return createConnector(rateLimits === undefined ? options : { ...options, rateLimits });
}
