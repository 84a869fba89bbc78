/** The commands `fleet status` and `migrate`. */
import { type Io, print } from "../shared/io.js";
import { openNamedDatabase } from "../shared/shared_database.js";
import { withFleet } from "./fleet.js";
import { fleetNotes } from "./messages.js";
import { migrateWorkflows } from "./workflows.js";

/** Prints workers, queues, rate limits and capacity. Returns 0. */
export async function fleetStatusCommand(
  { json = false }: { readonly json?: boolean },
  io: Io,
): Promise<number> {
  const status = await withFleet(io.env, ({ stores, database }) => stores.fleetStatus(database.query));
  if (json) {
    await print(io, `${JSON.stringify(status)}\n`);
    return 0;
  }
  const { workers, queues, rateLimits, capacity } = status;
  const lines = [
    `${workers.length} workers`,
    ...workers.map(({ id, running, leaseUntil }) => `  ${id}: ${running} jobs, lease until ${leaseUntil}`),
    `${queues.reduce((sum, { depth }) => sum + depth, 0)} queued jobs`,
    ...queues.map(
      ({ profile, depth, oldestSeconds }) => `  ${profile}: ${depth}, the oldest for ${oldestSeconds} s`,
    ),
    `${rateLimits.length} rate limits in use`,
    ...rateLimits.map(({ name, key, waitSeconds }) => `  ${name} ${key}: next call in ${waitSeconds} s`),
    ...capacity.map(({ profile, used, limit }) => `capacity of ${profile}: ${used} of ${limit}`),
  ];
  await print(io, `${lines.join("\n")}\n`);
  return 0;
}

/** Creates or upgrades the schema. Returns 0. @throws DatabaseUnreachable, DatabaseRejected, DatabaseSchema */
export async function migrateCommand(io: Io): Promise<number> {
  const { url, database, stores } = await openNamedDatabase(io.env);
  try {
    await database.query("SELECT 1");
    // Last comes the version that the other commands check.
    const { from, to } = await stores.migrate(database, () => migrateWorkflows(url));
    await print(io, fleetNotes.schema(from, to));
    return 0;
  } catch (error) {
    throw stores.databaseError(error);
  } finally {
    await database.close();
  }
}
