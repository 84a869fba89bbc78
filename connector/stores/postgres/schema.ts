/** The schema of the database: its versions, and the check that a program fits. */
import type { Database } from "./database.js";
import { databaseErrors } from "./messages.js";
import { jobTables } from "./schema_jobs.js";
import { batchFunction, grantFunction, identityFunctions, slotTables } from "./schema_slots.js";

/** One step per version. A step is additive, so that programs of the version before still work. */
const steps: readonly string[] = [
  [slotTables, identityFunctions, grantFunction, batchFunction, jobTables].join("\n"),
];

/** The version that this program needs. */
const schemaVersion = steps.length;

/** Programs work with the schema of the next version too, for an upgrade without a stop. */
const newestKnown = schemaVersion + 1;

/** Creates or upgrades the schema. Returns the versions before and after. Throws the errors of the driver. */
export async function migrate(database: Database): Promise<{ readonly from: number; readonly to: number }> {
  return database.transaction(async (query) => {
    // One migration at a time.
    await query("SELECT pg_advisory_xact_lock(hashtext('defender-indicators migrate'))");
    await query("CREATE SCHEMA IF NOT EXISTS fleet");
    await query("CREATE TABLE IF NOT EXISTS fleet.schema_version (version integer NOT NULL)");
    const [row] = await query<{ version: number }>("SELECT version FROM fleet.schema_version");
    const from = row?.version ?? 0;
    if (from > newestKnown) throw databaseErrors.newerSchema(from, newestKnown);
    for (const step of steps.slice(from)) await query(step);
    if (row === undefined) await query("INSERT INTO fleet.schema_version VALUES ($1)", [schemaVersion]);
    else if (from < schemaVersion)
      await query("UPDATE fleet.schema_version SET version = $1", [schemaVersion]);
    return { from, to: Math.max(from, schemaVersion) };
  });
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
