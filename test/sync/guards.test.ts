/** Holds deletes back that nobody intended. */
import { expect } from "chai";
import { maxDeletes } from "../../connector/sync/guards.js";
import type { SyncRules } from "../../connector/sync/sync_types.js";
import { type Change, item, items, plan, wanted } from "./made.js";

/** Plans to delete that many of that many owned rows. */
async function deleting(count: number, owned: number, change: Change = {}) {
  const { plan: found, held } = await plan(wanted(count, owned), items(0, owned), change);
  return { deleted: found.counts.delete, held: found.counts.held ?? 0, why: held };
}

const rules: SyncRules = { name: "x", policy: "mirror" };

describe("sync: guards", () => {
  it("deletes up to 30 % of the owned rows, and none if more are due", async () => {
    expect(await deleting(30, 100)).to.deep.include({ deleted: 30, held: 0 });
    const { why, ...numbers } = await deleting(31, 100);
    expect(numbers).to.deep.equal({ deleted: 0, held: 31 });
    expect(why?.message).to.equal(
      "31 of 100 owned rows would be deleted or replaced, and at most 30 may be. None is. To allow them for one run, set --allow-delete 31.",
    );
  });

  it("does not apply the share below 10 owned rows", async () => {
    expect(await deleting(8, 9)).to.deep.include({ deleted: 8 });
    expect(await deleting(8, 10)).to.deep.include({ deleted: 0, held: 8 });
  });

  it("applies the smaller bound", async () => {
    expect(maxDeletes({ ...rules, maxDelete: { count: 5, share: 0.5 } }, 100)).to.equal(5);
    expect(maxDeletes({ ...rules, maxDelete: { count: 90, share: 0.5 } }, 100)).to.equal(50);
    expect(maxDeletes({ ...rules, maxDelete: { count: 5 } }, 9)).to.equal(5);
    expect(maxDeletes({ ...rules, maxDelete: { share: 0.29 } }, 100)).to.equal(29);
  });

  it("raises the bound for one run, and holds back if even more are due", async () => {
    expect(await deleting(40, 100, { rules: { allowDelete: 40 } })).to.deep.include({ deleted: 40 });
    expect(await deleting(41, 100, { rules: { allowDelete: 40 } })).to.deep.include({ deleted: 0, held: 41 });
    expect(await deleting(20, 100, { rules: { allowDelete: 5 } })).to.deep.include({ deleted: 20 });
  });

  it("counts replaced rows together with deleted ones", async () => {
    const rows = [...wanted(20, 40, { action: "Audit", generateAlert: true }), ...wanted(40, 100)];
    const { plan: found } = await plan(rows, items(0, 100));
    expect(found.counts).to.include({ delete: 0, changeAction: 0, held: 40, keep: 100 });
  });

  it("deletes nothing for an empty feed, whatever the bound is", async () => {
    for (const rows of [[], [{ row: wanted(0, 1)[0], rejected: "InvalidRow: x." }]]) {
      const { plan: found, held } = await plan(rows, items(1, 9), { rules: { allowDelete: 1000 } });
      expect(found.counts).to.include({ delete: 0, held: 8 });
      expect(held?.code).to.equal("EmptyFeed");
    }
  });

  for (const [side, code] of [
    ["sources", "SourcesIncomplete"],
    ["target", "TargetIncomplete"],
  ] as const) {
    it(`deletes nothing if the ${side} side is not complete, and says so`, async () => {
      const complete = { sources: true, target: true, [side]: false };
      const { deleted, held, why } = await deleting(1, 100, { complete, rules: { allowDelete: 1000 } });
      expect({ deleted, held }).to.deep.equal({ deleted: 0, held: 1 });
      expect(why?.code).to.equal(code);
    });
  }

  it("creates nothing that could exist in the rest of a target that was not listed", async () => {
    const complete = { sources: true, target: false };
    const { plan: found } = await plan(wanted(0, 3, { title: "x" }), [item(0)], { complete });
    expect(found.counts).to.include({ update: 1, create: 0, rejected: 2 });
  });

  it("never changes a row of somebody else", async () => {
    const others = [
      item(0, { createdBy: "other" }),
      item(1, { application: "feed-b" }),
      item(2, { createdBySource: "Portal" }),
      item(3, { createdBy: null }),
      { ...item(4), id: null },
    ];
    const rows = wanted(0, 5, { title: "x" });
    const { plan: found } = await plan(rows, others);
    expect(found.counts).to.include({ foreign: 5, update: 0, create: 0, changeAction: 0 });
    const gone = await plan(wanted(9, 10), others);
    expect(gone.plan.counts).to.include({ create: 1, delete: 0, keep: 0 });
  });

  it("owns every row of the client id if ownership says so, and names the other syncs", async () => {
    const listed = [item(0, { application: "feed-b" }), item(1), item(2, { createdBy: "other" })];
    const found = await plan(wanted(1, 2), listed, { rules: { ownership: "client" } });
    expect(found.plan.counts).to.include({ delete: 1, keep: 1 });
    expect(found.notices.map(({ code }) => code)).to.deep.equal(["OtherNames"]);
    expect(found.notices[0]?.message).to.contain("feed-b");
  });
});
