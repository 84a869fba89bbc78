/** Decides which rows fit, without swapping rows from run to run. */
import { expect } from "chai";
import type { JsonObject } from "../../connector/index.js";
import type { DesiredRow } from "../../connector/sync/sync_types.js";
import { after, changesIn, items, plan, target, wanted } from "./made.js";

const small = { ...target, capacity: 20 };

const ranked = (rows: JsonObject[], confidence: (i: number) => number): DesiredRow[] =>
  rows.map((row, i) => ({ row, facts: { confidence: confidence(i) } }));

describe("sync: capacity", () => {
  it("keeps the same 15,000 of 20,000 rows in five runs in a row", async () => {
    const rows = wanted(0, 20_000);
    let listed: JsonObject[] = [];
    const held: string[] = [];
    for (let run = 0; run < 5; run += 1) {
      const found = await plan(run % 2 === 0 ? rows : rows.toReversed(), listed);
      expect(found.plan.counts).to.include({
        create: run === 0 ? 15_000 : 0,
        overCapacity: 5000,
        delete: 0,
        update: 0,
      });
      listed = after(found, listed);
      held.push(
        listed
          .map(({ indicatorValue }) => String(indicatorValue))
          .toSorted()
          .join(),
      );
    }
    expect(new Set(held).size).to.equal(1);
  });

  it("prefers the declared rank, then held rows, then the key", async () => {
    const rows = ranked(wanted(0, 30), (i) => (i >= 28 ? 90 : 50));
    const found = await plan(rows, items(5, 25), { target: small, rules: { rank: ["confidence"] } });
    expect(changesIn(found).filter((line) => line.startsWith("create"))).to.deep.equal([
      "create host-28.example",
      "create host-29.example",
    ]);
    expect(found.plan.counts).to.include({ delete: 2, keep: 18, overCapacity: 10 });
    const next = await plan(rows, after(found, items(5, 25)), {
      target: small,
      rules: { rank: ["confidence"] },
    });
    expect(next.plan.counts).to.include({ create: 0, delete: 0, keep: 20, overCapacity: 10 });
  });

  it("does not displace rows under a policy that deletes no absent rows, or if deletes are held back", async () => {
    const rows = ranked(wanted(0, 30), (i) => i);
    const rules = { rank: ["confidence"] };
    const upsert = await plan(rows, items(0, 20), { target: small, rules: { ...rules, policy: "upsert" } });
    expect(upsert.plan.counts).to.include({ keep: 20, overCapacity: 10, delete: 0 });
    const tooMany = await plan(rows, items(0, 20), { target: small, rules });
    expect(tooMany.plan.counts).to.include({ keep: 20, overCapacity: 10, delete: 0, held: 10 });
  });

  it("counts the rows of others, and the places that deletes make", async () => {
    const listed = [...items(0, 10), ...items(10, 20, { createdBy: "other" })];
    const found = await plan([...wanted(2, 10), ...wanted(30, 40)], listed, { target: small });
    expect(found.plan.counts).to.include({ delete: 2, create: 2, overCapacity: 8 });
  });

  it("deletes nothing because a target holds more than its capacity", async () => {
    const found = await plan(wanted(0, 25), items(0, 25), { target: small });
    expect(found.plan.counts).to.include({ keep: 25, delete: 0, overCapacity: 0 });
  });
});
