import { expect } from "chai";
import { type Claim, readBlocks } from "../../../connector/stores/postgres/claim.js";
import { type Database, openDatabase } from "../../../connector/stores/postgres/database.js";
import { claimJob } from "../../../connector/stores/postgres/job_store.js";
import { migrate } from "../../../connector/stores/postgres/schema.js";
import { rejection } from "../../support/open.js";
import { startPostgres, type TestPostgres } from "../../support/postgres.js";
import { journalConformance } from "../journal_conformance.js";

describe("postgres: claimed jobs", () => {
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

  /** Inserts a job, and returns its id. */
  const queued = async (): Promise<string> => {
    nth += 1;
    const id = `job ${nth}`;
    await database.query(
      `INSERT INTO fleet.job (id, action, profile, input, input_name, priority, workflow)
       VALUES ($1, 'a', 'p', 'digest', 'f', 1, $1)`,
      [id],
    );
    return id;
  };
  const claimed = async (id: string): Promise<Claim> => {
    const found = await claimJob(database.query, id, "worker");
    return (found as NonNullable<typeof found>).claim;
  };
  const blocksOf = async (id: string): Promise<string[]> => {
    const blocks: string[] = [];
    for await (const text of readBlocks(database.query, id)) blocks.push(text);
    return blocks;
  };

  describe("journals, opened by one worker after another", () => {
    journalConformance(async () => {
      const id = await queued();
      return async () => (await claimed(id)).openJournal("journal");
    });
  });

  it("keep the journals of different jobs apart", async () => {
    const [one, other] = [await queued(), await queued()];
    const file = await (await claimed(one)).openJournal("journal");
    await file.append("one\n");
    expect((await (await claimed(other)).openJournal("journal")).size).to.equal(0);
    await (await (await claimed(other)).openJournal("journal")).remove();
    expect((await (await claimed(one)).openJournal("journal")).size).to.equal(4);
  });

  it("ignore every write of a worker that has lost the job", async () => {
    const id = await queued();
    const lost = await claimed(id);
    const journal = await lost.openJournal("journal");
    await journal.append("one\n");
    await lost.storeBlock(0, "first");
    const now = await claimed(id);
    for (const write of [
      () => journal.append("two\n"),
      () => journal.truncate(0),
      () => journal.remove(),
      () => lost.storeBlock(0, "late"),
      () => lost.update("processed = $3", [7]),
    ])
      expect(await rejection(write())).to.have.property("code", "JobLost");
    expect((await now.openJournal("journal")).size).to.equal(4);
    expect(await blocksOf(id)).to.deep.equal(["first"]);
    expect(await now.update("processed = $3", [3], "processed")).to.deep.equal({ processed: "3" });
  });

  it("ignore writes after the end of a job", async () => {
    const id = await queued();
    const claim = await claimed(id);
    await claim.update("state = 'succeeded'", []);
    expect(await rejection(claim.storeBlock(0, "late"))).to.have.property("code", "JobLost");
    expect(await claimJob(database.query, id, "worker")).to.equal(undefined);
  });

  it("return blocks in order, and replace a block that is stored again", async () => {
    const id = await queued();
    const claim = await claimed(id);
    for (const block of [1, 0, 2]) await claim.storeBlock(block, `block ${block}\n`);
    await claim.storeBlock(1, "é\n");
    expect(await blocksOf(id)).to.deep.equal(["block 0\n", "é\n", "block 2\n"]);
    expect(await blocksOf(await queued())).to.deep.equal([]);
  });
});
