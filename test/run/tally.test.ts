import { expect } from "chai";
import { ConnectorError } from "../../connector/index.js";
import { Tally } from "../../connector/run/tally.js";
import { VirtualClock } from "../support/virtual_clock.js";

describe("run: tally", () => {
  it("sums up rows, calls, time and troubles", async () => {
    const clock = new VirtualClock();
    const tally = new Tally(clock);
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
});
