import { expect } from "chai";
import { MemoryJournal } from "../../support/memory_journal.js";
import { importOf, rows } from "../../support/rows.js";
import {
  acceptAll,
  asset,
  type Ran,
  errorResponse,
  rejectingRows,
  runOn,
  type Service,
  stub,
  type StubCall,
} from "../stub.js";

/** Runs that many rows with a journal. */
async function runOver(
  disk: MemoryJournal,
  count: number,
  service: Service,
  signal?: AbortSignal,
): Promise<Pick<Ran, "calls" | "output" | "reasons" | "events">> {
  const { connector, calls } = await stub({ service, journals: disk.open });
  return {
    ...(await runOn(connector, importOf(rows(count)), {
      asset,
      journal: "j",
      ...(signal === undefined ? {} : { signal }),
    })),
    calls,
  };
}

function troublesOf({ events }: Pick<Ran, "events">): unknown {
  const summary = events.at(-1);
  return summary?.type === "summary" ? summary.errorCodes : undefined;
}

/** Rejects the n-th request with a status that no row explains, and accepts the others. */
const partly = (call: StubCall, n = 3) =>
  call.n === n ? errorResponse("Not like this", 415) : acceptAll(call);

describe("engine: resumed run", () => {
  it("resends only the rows that could not be isolated", async () => {
    const disk = new MemoryJournal();
    const first = await runOver(disk, 600, (call) =>
      call.n === 1 ? acceptAll(call) : errorResponse("Not now"),
    );
    const isLost = (reason: unknown) => String(reason).startsWith("BadRowNotIsolated");
    const lost = rows(600).filter((_row, i) => isLost(first.reasons[i]));
    expect(lost.length).to.be.greaterThan(90);
    const second = await runOver(disk, 600, acceptAll);
    expect(second.calls.flatMap((call) => call.rows)).to.deep.equal(lost);
    expect(second.reasons.filter(isLost)).to.deep.equal([]);
    expect(second.reasons.filter((reason) => reason !== null).length).to.equal(
      first.reasons.filter((reason) => reason !== null && !isLost(reason)).length,
    );
  });

  it("reports in its summary how many results an earlier run got", async () => {
    const disk = new MemoryJournal();
    const first = await runOver(disk, 1200, (call) =>
      call.n === 2 ? errorResponse("down", 403) : acceptAll(call),
    );
    const isIn = first.reasons.filter((reason) => reason === null).length;
    expect(first.events.at(-1)).to.not.have.property("recalled");
    const second = await runOver(disk, 1200, acceptAll);
    expect(second.events.at(-1)).to.include({ rows: 1200, succeeded: 1200, resumed: isIn });
    const third = await runOver(disk, 1200, acceptAll);
    expect(third.events.at(-1)).to.include({ resumed: 1200, calls: 0 });
  });

  const tooLarge = () => errorResponse("Payload too large", 413);
  const final = () => errorResponse("Not like this", 415);
  for (const [what, count, service, status] of [
    ["every call", 3, final, 415],
    ["every call because of its size", 3, tooLarge, 413],
    ["one call of two", 600, (call) => (call.n === 2 ? final() : acceptAll(call)), 207],
    ["a part of a rejected call", 4, (call) => (call.n === 1 ? errorResponse("no") : partly(call)), 207],
    [
      "the first part of a rejected call",
      4,
      (call) => (call.n === 1 ? errorResponse("no") : partly(call, 2)),
      207,
    ],
  ] as const satisfies readonly (readonly [string, number, Service, number])[]) {
    it(`prints the same again if ${what} was rejected by a status that ends the run`, async () => {
      const disk = new MemoryJournal();
      const first = await runOver(disk, count, service);
      const second = await runOver(disk, count, service);
      expect(first.output.status_code).to.equal(status);
      expect(second.calls).to.deep.equal([]);
      expect(second.output).to.deep.equal(first.output);
      expect(troublesOf(first)).to.deep.equal(["Rejected"]);
      expect(troublesOf(second)).to.deep.equal(["Rejected"]);
    });
  }

  it("forgets a rejection of rows that are sent again", async () => {
    const disk = new MemoryJournal();
    await runOver(disk, 600, (call) => (call.n === 2 ? errorResponse("down", 403) : acceptAll(call)));
    const second = await runOver(disk, 600, acceptAll);
    expect([second.output.status_code, troublesOf(second)]).to.deep.equal([200, []]);
  });

  it("ends like an uninterrupted run, wherever a run ended during a rejected request", async () => {
    const service = rejectingRows(["host-7.example"], () => "One of them is bad");
    const straight = await runOver(new MemoryJournal(), 8, service);
    expect(straight.output.status_code).to.equal(200);
    for (let last = 1; last < straight.calls.length; last += 1) {
      const disk = new MemoryJournal();
      const stop = new AbortController();
      const cut: Service = (call) => {
        if (call.n === last) stop.abort();
        return service(call);
      };
      await runOver(disk, 8, cut, stop.signal);
      const second = await runOver(disk, 8, service);
      expect(second.output, `ended after call ${last}`).to.deep.equal(straight.output);
      expect(troublesOf(second)).to.deep.equal([]);
    }
  });

  it("ends as its own request is rejected, also after a partly accepted one", async () => {
    const disk = new MemoryJournal();
    const stop = new AbortController();
    const bad = rows(1000)
      .slice(499)
      .map((one) => String(one["indicatorValue"]));
    const service = rejectingRows(bad);
    await runOver(
      disk,
      1000,
      (call) => (call.n > 2 ? (stop.abort(), errorResponse("no")) : service(call)),
      stop.signal,
    );
    const second = await runOver(disk, 1000, service);
    expect([second.output.status_code, troublesOf(second)]).to.deep.equal([207, ["Rejected"]]);
  });
});
