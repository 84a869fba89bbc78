import { expect } from "chai";
import type { Claim } from "../../../connector/stores/postgres/claim.js";
import { type Database, openDatabase } from "../../../connector/stores/postgres/database.js";
import { claimJob } from "../../../connector/stores/postgres/job_store.js";
import { migrate } from "../../../connector/stores/postgres/schema.js";
import { saveCheckpoints } from "../../../platforms/cli/sync/checkpoint_file.js";
import { feedState } from "../../../platforms/fleet/feed_state.js";
import { rejection } from "../../support/open.js";
import { startPostgres, type TestPostgres } from "../../support/postgres.js";
import { feedConformance } from "../cli/sync/feed_conformance.js";

describe("fleet: what a sync remembers, in the database", () => {
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

  /** Queues a job, and claims it as a worker does. */
  const claimed = async (): Promise<Claim> => {
    nth += 1;
    const id = `job ${nth}`;
    await database.query(
      `INSERT INTO fleet.job (id, action, profile, input, input_name, priority, workflow)
       VALUES ($1, 'a', 'p', 'digest', 'f', 1, $1)`,
      [id],
    );
    return again(id);
  };
  const again = async (id: string): Promise<Claim> => {
    const found = await claimJob(database.query, id, "worker");
    return (found as NonNullable<typeof found>).claim;
  };

  feedConformance(async () => {
    await database.query("DELETE FROM fleet.sync_state");
    return {
      open: async (profile, sync) => feedState(await claimed(), profile, sync),
      spoil: async (profile, sync, part, text) => (await claimed()).storeSyncState(profile, sync, part, text),
    };
  });

  it("ignores the write of a worker that has lost the job", async () => {
    await database.query("DELETE FROM fleet.sync_state");
    const lost = await claimed();
    const now = feedState(await again(lost.job), "one", "hourly");
    const late = saveCheckpoints(feedState(lost, "one", "hourly"), new Map([["source", "late"]]));
    expect(await rejection(late)).to.have.property("code", "JobLost");
    expect(await now.read("checkpoint")).to.equal(undefined);
  });
});
