/** Jobs in a database of their own, which tests claim as a worker does. */
import type { Claim } from "../../connector/stores/postgres/claim.js";
import { type Database, openDatabase } from "../../connector/stores/postgres/database.js";
import { claimJob } from "../../connector/stores/postgres/job_store.js";
import { migrate } from "../../connector/stores/postgres/schema.js";
import { startPostgres, type TestPostgres } from "./postgres.js";

/** The jobs of one group of tests. */
export interface ClaimableJobs {
  readonly query: Database["query"];
  /** Inserts a job, and returns its id. */
  readonly queued: () => Promise<string>;
  /** Claims a job, also one that is claimed already. */
  readonly claimed: (id: string) => Promise<Claim>;
}

/** Opens the database before the tests of a group, and closes it after them. */
export function useClaimableJobs(): ClaimableJobs {
  let postgres: TestPostgres;
  let database: Database;
  let nth = 0;
  before(async () => {
    postgres = await startPostgres();
    database = openDatabase(await postgres.database());
    await migrate(database);
    await database.query("INSERT INTO fleet.input (digest, bytes) VALUES ('digest', 0)");
  });
  after(async () => {
    await database.close();
    await postgres.close();
  });
  return {
    query: (...given) => database.query(...given),
    queued: async () => {
      nth += 1;
      const id = `job ${nth}`;
      await database.query(
        `INSERT INTO fleet.job (id, action, profile, input, input_name, priority, workflow)
         VALUES ($1, 'a', 'p', 'digest', 'f', 1, $1)`,
        [id],
      );
      return id;
    },
    claimed: async (id) => {
      const found = await claimJob(database.query, id, "worker");
      return (found as NonNullable<typeof found>).claim;
    },
  };
}
