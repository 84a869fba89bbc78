import { expect } from "chai";
import { ConnectorError } from "../../../connector/index.js";
import { RunStats } from "../../../connector/engine/results/run_stats.js";
import { VirtualClock } from "../../support/virtual_clock.js";

describe("run: tally", () => {
  it("sums up rows, calls, time and troubles", async () => {
    const clock = new VirtualClock();
    const tally = new RunStats(clock);
    tally.row(false, null);
    tally.row(true, "Rejected: no");
    tally.row(true, "NotSent: the run ended");
    tally.row(true, { code: "object" });
    tally.calls += 2;
    tally.trouble(new ConnectorError("Throttled", "a"));
    tally.trouble(new ConnectorError("Forbidden", "b"));
    tally.trouble(new ConnectorError("Throttled", "c"));
    await clock.advance(1234);
    expect(tally.summary()).to.deep.equal({
      type: "summary",
      rows: 4,
      succeeded: 1,
      failed: 3,
      notSent: 1,
      calls: 2,
      seconds: 1.234,
      troubles: ["Throttled", "Forbidden"],
    });
  });

  it("counts rows that there was no room for as not sent (was: as failed), and no words of the service", () => {
    const tally = new RunStats(new VirtualClock());
    tally.row(true, "CapacityExceeded: the service is full");
    tally.row(true, "Max capacity exceeded. Current Total: 15000, Limit: 15000");
    tally.row(true, "InvalidRow: NotSent: no");
    expect(tally.summary()).to.include({ failed: 3, notSent: 1 });
  });

  it("tells how many results an earlier run got, where there are any", () => {
    const tally = new RunStats(new VirtualClock());
    expect(tally.summary()).to.not.have.property("recalled");
    tally.recalled += 2;
    expect(tally.summary()).to.include({ recalled: 2 });
  });
});
