/** Renews relative ends of life only when little is left. */
import { expect } from "chai";
import { changesIn, faultOf, items, nowMs, plan, wanted } from "./made.js";

const day = 86_400_000;
const hour = 3_600_000;
const inMs = (ms: number) => new Date(nowMs + ms).toISOString();
const relative = (expiresAfter: string) => wanted(0, 1).map((row) => ({ row, expiresAfter }));
const until = (ms: number) => items(0, 1, { expirationTime: inMs(ms) });
const lease = { rules: { policy: "lease", everyMs: hour } } as const;

describe("sync: expiry", () => {
  it("sends a relative lifetime as a time, and does not compare it while half of it is left", async () => {
    const [entry] = (await plan(relative("P30D"), [])).plan.entries;
    expect(entry?.after).to.include({ expirationTime: "2026-12-30T08:00:00Z" });
    expect(changesIn(await plan(relative("P30D"), until(16 * day)))).to.deep.equal([]);
    expect(changesIn(await plan(relative("P30D"), until(14 * day)))).to.deep.equal([
      "update host-0.example Renewed",
    ]);
  });

  it("shortens the life of rows if the lifetime became much shorter, or the row never ended", async () => {
    expect(changesIn(await plan(relative("P30D"), until(90 * day)))).to.deep.equal([
      "update host-0.example Renewed",
    ]);
    expect(changesIn(await plan(relative("P30D"), items(0, 1)))).to.deep.equal([
      "update host-0.example Renewed",
    ]);
  });

  it("compares an end that the source sets", async () => {
    const rows = wanted(0, 1, { expirationTime: inMs(day) });
    expect(changesIn(await plan(rows, until(day)))).to.deep.equal([]);
    expect(changesIn(await plan(rows, until(2 * day)))).to.deep.equal(["update host-0.example Changed"]);
    expect(changesIn(await plan(wanted(0, 1), until(day)))).to.deep.equal(["update host-0.example Changed"]);
  });

  it("gives every row of a lease three intervals, renewed when less than half is left", async () => {
    const [entry] = (await plan(wanted(0, 1), [], lease)).plan.entries;
    expect(entry?.after).to.include({ expirationTime: "2026-11-30T11:00:00Z" });
    expect(changesIn(await plan(wanted(0, 1), until(1.6 * hour), lease))).to.deep.equal([]);
    expect(changesIn(await plan(wanted(0, 1), until(1.4 * hour), lease))).to.deep.equal([
      "update host-0.example Renewed",
    ]);
  });

  it("does not let a lease outlive the end that the source sets, and keeps a longer lifetime", async () => {
    const rows = wanted(0, 1, { expirationTime: inMs(hour) });
    expect((await plan(rows, [], lease)).plan.entries[0]?.after).to.include({
      expirationTime: "2026-11-30T09:00:00Z",
    });
    expect(changesIn(await plan(rows, until(hour), lease))).to.deep.equal([]);
    const long = (await plan(relative("P1D"), [], lease)).plan.entries[0]?.after;
    expect(long).to.include({ expirationTime: "2026-12-01T08:00:00Z" });
  });

  it("rejects a lease without an interval, and a lifetime that is not a duration", async () => {
    expect(await faultOf(plan([], [], { rules: { policy: "lease" } }))).to.include("needs every");
    expect(await faultOf(plan(relative("30 days"), []))).to.include("30 days");
  });
});
