/** Counts the calls of a sync with a real simulator. */
import { expect } from "chai";
import { ownRows, withSync } from "./sync_bench.js";

const audit = { action: "Audit", generateAlert: true };

describe("sync: figures", () => {
  it(
    "syncs 12,000 rows with 2 list calls for the plan, and 2 list calls, 2 imports and 1 delete to apply it",
    withSync(async (bench) => {
      await bench.seed(ownRows(0, 11_950));
      await bench.seed(ownRows(20_000, 20_050, { application: "somebody" }), "other");
      const before = bench.calls("import").length;
      const desired = [
        ...ownRows(300, 500, audit),
        ...ownRows(500, 11_950),
        ...ownRows(30_000, 30_500),
        ...ownRows(20_000, 20_050),
      ];
      const { plan } = await bench.sync(desired, { planOnly: true });
      expect(plan.counts).to.deep.equal({
        create: 500,
        update: 0,
        changeAction: 200,
        delete: 300,
        keep: 11_450,
        overCapacity: 0,
        foreign: 50,
        rejected: 0,
      });
      expect(bench.calls("list")).to.deep.equal([10_000, 2000]);
      const { results, failure } = await bench.sync(desired, { saved: plan });
      expect(failure).to.equal(undefined);
      expect(results.length).to.equal(desired.length + 300);
      expect(results.filter(({ isFailed }) => isFailed)).to.deep.equal([]);
      expect(bench.calls("list")).to.deep.equal([10_000, 2000, 10_000, 2000]);
      expect(bench.calls("import").slice(before)).to.deep.equal([500, 200]);
      expect(bench.calls("batchDelete")).to.deep.equal([500]);
      const again = await bench.sync(desired);
      expect(again.plan.counts).to.include({ keep: 12_150, foreign: 50, create: 0, delete: 0 });
      expect(bench.calls("import").length).to.equal(before + 2);
      expect(bench.calls("batchDelete").length).to.equal(1);
    }),
  );
});
