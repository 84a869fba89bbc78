import { expect } from "chai";
import { readBlocks } from "../../../connector/stores/postgres/claim.js";
import { claimJob } from "../../../connector/stores/postgres/job_store.js";
import { useClaimableJobs } from "../../support/claimable_jobs.js";
import { rejection } from "../../support/open.js";
import { journalConformance } from "../journal_conformance.js";

describe("postgres: claimed jobs", () => {
  const { query, queued, claimed } = useClaimableJobs();
  const blocksOf = async (id: string): Promise<string[]> => {
    const blocks: string[] = [];
    for await (const text of readBlocks(query, id)) blocks.push(text);
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
    expect(await claimJob(query, id, "worker")).to.equal(undefined);
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
