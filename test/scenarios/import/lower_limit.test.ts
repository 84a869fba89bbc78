// A service that allows fewer calls than documented, and another client of the same application.
import { expect } from "chai";
import { rows } from "../../support/rows.js";
import { withBench } from "./over_simulator.js";

const windowMs = 60_000;

describe("import: a lower limit than documented", () => {
  it(
    "learns it from two rejections, and then meets no more",
    withBench(
      async ({ imported, simulator, clock }) => {
        const start = clock.monotonic();
        const { results } = await imported(rows(40_000));
        expect(results.filter(({ isFailed }) => isFailed === true)).to.deep.equal([]);
        const throttled = simulator.requests().filter(({ status }) => status === 429);
        expect(throttled.length).to.be.within(1, 5 + 2);
        expect(clock.monotonic() - start).to.be.at.most(1.1 * 3 * windowMs);
      },
      { settings: { capacity: 50_000, limits: { import: { calls: 20, perSeconds: 60 } } } },
    ),
  );

  it(
    "meets no rejection at the documented limit",
    withBench(
      async ({ imported, simulator, clock }) => {
        const start = clock.monotonic();
        const { results } = await imported(rows(40_000));
        expect(results.filter(({ isFailed }) => isFailed === true)).to.deep.equal([]);
        expect(simulator.requests().filter(({ status }) => status === 429)).to.deep.equal([]);
        expect(clock.monotonic() - start).to.be.at.most(2 * windowMs + 1000);
      },
      { settings: { capacity: 50_000 } },
    ),
  );
});
