import { expect } from "chai";
import { MemoryJournal } from "../support/memory_journal.js";
import { importOf, rows } from "../support/rows.js";
import { acceptAll, asset, type Ran, refusal, runOn, type Service, stub } from "./stub.js";

/** A run of that many rows over a journal. */
async function runOver(
  disk: MemoryJournal,
  count: number,
  service: Service,
): Promise<Pick<Ran, "calls" | "output" | "reasons" | "events">> {
  const { connector, calls } = await stub({ service, journals: disk.open });
  return { ...(await runOn(connector, importOf(rows(count)), { asset, journal: "j" })), calls };
}

describe("run: resumed", () => {
  it("sends rows again that could not be told apart, and no others (was: NotIsolated for good)", async () => {
    const disk = new MemoryJournal();
    const first = await runOver(disk, 600, (call) => (call.n === 1 ? acceptAll(call) : refusal("Not now")));
    const isLost = (reason: unknown) => String(reason).startsWith("NotIsolated");
    const lost = rows(600).filter((_row, i) => isLost(first.reasons[i]));
    expect(lost.length).to.be.greaterThan(90);
    const second = await runOver(disk, 600, acceptAll);
    expect(second.calls.flatMap((call) => call.rows)).to.deep.equal(lost);
    expect(second.reasons.filter(isLost)).to.deep.equal([]);
    expect(second.reasons.filter((reason) => reason !== null).length).to.equal(
      first.reasons.filter((reason) => reason !== null && !isLost(reason)).length,
    );
  });
});
