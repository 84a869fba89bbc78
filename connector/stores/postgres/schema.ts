/** The schema of the database: its versions, and the check that a program fits. */
import { tryLock } from "./advisory_lock.js";
import type { Database, Query } from "./database.js";
import { databaseErrors } from "./messages.js";
import { jobTables, syncTables } from "./schema_jobs.js";
import { batchFunction, grantFunction, identityFunctions, slotTables } from "./schema_slots.js";

/** One step per version. A step is additive, so that programs of the version before still work. */
export const schemaSteps: readonly string[] = [
  [slotTables, identityFunctions, grantFunction, batchFunction, jobTables].join("\n"),
  // The function was changed in version 2.
  [syncTables, grantFunction].join("\n"),
];

/** The version that this program needs. */
const schemaVersion = schemaSteps.length;

/** Programs work with the schema of the next version too, for an upgrade without a stop. */
const newestKnown = schemaVersion + 1;

/** Wait before the lock of a migration is tried again, in milliseconds. */
const retryLockMs = 100;

/**
 * Creates or upgrades the schema, one process at a time. Returns the versions before and after. Throws the errors of the driver.
 * @param before - migrates the tables of a library first
 * @param steps - one per version; tests make older versions
 */
export async function migrate(
  database: Database,
  before?: () => Promise<void>,
  steps = schemaSteps,
): Promise<{ readonly from: number; readonly to: number }> {
  return database.transaction(async (query) => {
    // The transaction is idle while the library creates its tables, which can take longer than other transactions may.
    await query("SET LOCAL idle_in_transaction_session_timeout = 0");
    await lockMigration(query);
    await before?.();
    await query("CREATE SCHEMA IF NOT EXISTS fleet");
    await query("CREATE TABLE IF NOT EXISTS fleet.schema_version (version integer NOT NULL)");
    const [row] = await query<{ version: number }>("SELECT version FROM fleet.schema_version");
    const from = row?.version ?? 0;
    if (from > newestKnown) throw databaseErrors.newerSchema(from, newestKnown);
    for (const step of steps.slice(from)) await query(step);
    if (row === undefined) await query("INSERT INTO fleet.schema_version VALUES ($1)", [steps.length]);
    else if (from < steps.length) await query("UPDATE fleet.schema_version SET version = $1", [steps.length]);
    return { from, to: Math.max(from, steps.length) };
  });
}

/** Tries again and again, because a statement that waits would block indexes that are built concurrently. */
async function lockMigration(query: Query): Promise<void> {
  while (!(await tryLock(query, "migrate"))) await new Promise((resolve) => setTimeout(resolve, retryLockMs));
}

/** @throws DatabaseSchema if the schema is missing, too old or too new; the errors of the driver */
export async function assertSchema(database: Database): Promise<void> {
  const [known] = await database.query("SELECT to_regclass('fleet.schema_version') IS NOT NULL AS exists");
  if (known?.["exists"] !== true) throw databaseErrors.noSchema();
  const [row] = await database.query<{ version: number }>("SELECT version FROM fleet.schema_version");
  if (row === undefined) throw databaseErrors.noSchema();
  if (row.version < schemaVersion) throw databaseErrors.olderSchema(row.version, schemaVersion);
  if (row.version > newestKnown) throw databaseErrors.newerSchema(row.version, newestKnown);
}
