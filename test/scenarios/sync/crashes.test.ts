/** Continues after a crash at any write of the journal, without a wrong delete. */
import { expect } from "chai";
import { MemoryJournal } from "../../support/memory_journal.js";
import { ownRows, SyncBench } from "./sync_bench.js";

const audit = { action: "Audit", generateAlert: true };

/** Owned rows 0 to 39; rows 0 to 4 are gone, 5 to 9 have another action, 40 to 44 are new, 10 differs. */
const desired = [...ownRows(5, 10, audit), ...ownRows(10, 11, { title: "New" }), ...ownRows(11, 45)];

async function opened(disk: MemoryJournal): Promise<SyncBench> {
  const bench = await SyncBench.open({}, { journals: disk.open });
  await bench.seed(ownRows(0, 40));
  await bench.seed(ownRows(60, 62, { application: "somebody" }), "other");
  return bench;
}

function right(): string[] {
  return [
    ...desired.map((row) => `${String(row["indicatorValue"])}|${String(row["action"])}|feed-a`),
    "host-60.example|Block|somebody",
    "host-61.example|Block|somebody",
  ].toSorted();
}

/** Fails the nth write. Returns whether there was such a write. */
async function crashAt(nth: number, usesPlan: boolean): Promise<boolean> {
  const disk = new MemoryJournal();
  const bench = await opened(disk);
  try {
    const { plan } = await bench.sync(desired, { planOnly: true });
    const saved = usesPlan ? { saved: plan } : {};
    const count = disk.appends;
    disk.onAppend = (write) => {
      if (write === count + nth) throw new Error("killed");
    };
    const died = await bench.sync(desired, { journal: "x", ...saved }).then(
      () => false,
      () => true,
    );
    disk.onAppend = () => {};
    for (const row of right())
      if (!row.includes("|feed-a") || /^host-(?:[1-3]\d)\./.test(row))
        expect(bench.stored(), `after write ${nth}`).to.include(row);
    await bench.sync(desired, { journal: "x", ...(died ? saved : {}) });
    expect(bench.stored(), `after the run that follows write ${nth}`).to.deep.equal(right());
    if (died) expect(bench.warnings().includes("Resumed")).to.equal(nth > 1);
    const writes = bench.calls("import").length + bench.calls("batchDelete").length;
    const { plan: last } = await bench.sync(desired, { journal: "x" });
    expect(last.counts).to.include({ create: 0, update: 0, changeAction: 0, delete: 0 });
    expect(bench.calls("import").length + bench.calls("batchDelete").length).to.equal(writes);
    return died;
  } finally {
    await bench.bench.close();
  }
}

describe("sync: crashes", () => {
  for (const usesPlan of [false, true]) {
    it(`is right after a crash at every write of the journal and one more run${usesPlan ? " of the same plan" : ""}`, async () => {
      let nth = 1;
      while (await crashAt(nth, usesPlan)) nth += 1;
      expect(nth, "number of writes").to.be.greaterThan(5);
    });
  }
});
