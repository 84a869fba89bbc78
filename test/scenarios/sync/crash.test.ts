// Syncs that are killed at a write of their journal: after the next run the tenant is right.
import { existsSync } from "node:fs";
import { expect } from "chai";
import { closingAfterEach } from "../../support/open.js";
import { killAt } from "../../platforms/cli/crash.js";
import { command, launch } from "../../platforms/shared/process.js";
import { feedRows, name, openBench, other, type SyncBench } from "./command_line.js";

/** More writes than a sync makes. */
const maxWrites = 12;

describe("scenarios: a sync that is killed", () => {
  before(function () {
    if (process.platform === "win32") this.skip();
  });
  const closing = closingAfterEach();

  const desired = [
    ...feedRows(6, 9, { action: "Audit", generateAlert: true }),
    ...feedRows(10, 30),
    ...feedRows(101, 105),
  ];

  /** 30 rows of the sync and 2 of others; the feed has 5 new ones, 5 gone, and 4 with another action. */
  async function opened(): Promise<SyncBench> {
    const bench = closing(await openBench());
    await bench.fill(feedRows(1, 30, { application: name }));
    await bench.fill(feedRows(201, 202), other);
    bench.feed(desired);
    return bench;
  }

  function expectRight(bench: SyncBench): void {
    const own = bench.held().filter(({ client }) => client !== other.client_id);
    const wanted = desired
      .map((row) => `${String(row["indicatorValue"])} ${String(row["action"])}`)
      .toSorted();
    expect(own.map(({ value, action }) => `${value} ${action}`).toSorted()).to.deep.equal(wanted);
    expect(bench.held()).to.have.lengthOf(wanted.length + 2);
  }

  for (const where of ["after", "within"] as const)
    it(`is right after the next run, whichever write it was killed ${where}`, async () => {
      let killed = 0;
      for (let write = 1; write <= maxWrites; write += 1) {
        const bench = await opened();
        const { signal } = await bench.launch("apply", [], killAt(bench.journal, write, where)).ended;
        if (signal === null) break;
        killed += 1;
        const { code, stderr } = await bench.run("apply");
        expect(code, `write ${write}: ${stderr}`).to.equal(0);
        expectRight(bench);
        const again = await bench.run("apply");
        expect(again.stdout, `write ${write}`).to.match(/^No changes: /m);
      }
      expect(killed).to.be.within(4, maxWrites - 1);
    });

  it("goes on with the same plan file after it was killed", async () => {
    for (let write = 1; write <= maxWrites; write += 1) {
      const bench = await opened();
      const out = bench.path("plan.json");
      expect((await bench.run("plan", "--out", out)).code).to.equal(0);
      const { signal } = await launch(["apply", out], { env: killAt(bench.journal, write, "after") }).ended;
      if (signal === null) break;
      const { code, stderr } = await command(["apply", out]);
      // Killed at the last write, everything is done, and the plan does not fit any more.
      expect([0, 2], `write ${write}: ${stderr}`).to.include(code);
      expectRight(bench);
    }
  });

  it("takes over the journal of the dead process, and no lock remains", async () => {
    const bench = await opened();
    await bench.launch("apply", [], killAt(bench.journal, 2, "after")).ended;
    expect(existsSync(`${bench.journal}.lock`)).to.equal(true);
    expect((await bench.run("apply")).code).to.equal(0);
    expect(existsSync(`${bench.journal}.lock`)).to.equal(false);
  });
});
