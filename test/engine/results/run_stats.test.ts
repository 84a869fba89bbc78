import { expect } from "chai";
import { ConnectorError } from "../../../connector/index.js";
import { RunStats } from "../../../connector/engine/results/run_stats.js";
import { VirtualClock } from "../../support/virtual_clock.js";

describe("engine: run stats", () => {
  it("counts rows, requests, time and error codes", async () => {
    const clock = new VirtualClock();
    const stats = new RunStats(clock);
    stats.row(false, null);
    stats.row(true, "Rejected: no");
    stats.row(true, "NotSent: the run ended");
    stats.row(true, { code: "object" });
    stats.calls += 2;
    stats.failure(new ConnectorError("Throttled", "a"));
    stats.failure(new ConnectorError("Forbidden", "b"));
    stats.failure(new ConnectorError("Throttled", "c"));
    await clock.advance(1234);
    expect(stats.summary()).to.deep.equal({
      type: "summary",
      rows: 4,
      succeeded: 1,
      failed: 3,
      notSent: 1,
      calls: 2,
      seconds: 1.234,
      errorCodes: ["Throttled", "Forbidden"],
    });
  });

  it("counts rows without capacity as not sent, also if a service message looks like a code", () => {
    const stats = new RunStats(new VirtualClock());
    stats.row(true, "CapacityExceeded: the service is full");
    stats.row(true, "Max capacity exceeded. Current Total: 15000, Limit: 15000");
    stats.row(true, "InvalidRow: NotSent: no");
    expect(stats.summary()).to.include({ failed: 3, notSent: 1 });
  });

  it("reports how many results an earlier run got, if there are any", () => {
    const stats = new RunStats(new VirtualClock());
    expect(stats.summary()).to.not.have.property("recalled");
    stats.resumed += 2;
    expect(stats.summary()).to.include({ resumed: 2 });
  });
});
