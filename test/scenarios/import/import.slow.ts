/** Imports that take time on purpose: the rate limit is measured at the server, in real time. */
import { expect } from "chai";
import { httpTransport } from "../../../connector/http/axios_transport.js";
import { systemClock } from "../../../connector/http/clock.js";
import { busiestWindow } from "../../../simulator/index.js";
import { rows } from "../../support/rows.js";
import { withBench } from "./over_simulator.js";

const real = { clock: systemClock, transport: httpTransport, random: Math.random };

describe("slow: import under a rate limit, measured at the server", () => {
  for (const [what, settings] of [
    ["at once", {}],
    ["with responses that take 150 ms", { latencyMs: 150 }],
  ] as const) {
    it(
      `never sends more than 8 of 24 calls ${what} in any 2 s`,
      withBench(
        async ({ imported, simulator }) => {
          const rate_limits = { import: { calls: 8, per_seconds: 2 } };
          const run = await imported(rows(12_000), { asset: simulator.asset({ rate_limits }) });
          expect(run.output.status_code).to.equal(200);
          expect(simulator.requests().length).to.equal(24);
          expect(busiestWindow(simulator.requests(), 2000)).to.be.at.most(8);
          expect(simulator.indicators().length).to.equal(12_000);
        },
        { settings: { ...settings, enforceRateLimit: false } },
        real,
      ),
    );
  }

  it(
    "counts each attempt of 24 calls against the rate limit, including failed ones",
    withBench(
      async ({ imported, simulator }) => {
        simulator.addFault({ kind: "status", status: 503, calls: [2, 5, 9], on: "import" });
        simulator.addFault({ kind: "resetAfter", calls: [3, 12], on: "import" });
        const rate_limits = { import: { calls: 8, per_seconds: 2 } };
        const run = await imported(rows(12_000), { asset: simulator.asset({ rate_limits }) });
        expect(run.output.status_code).to.equal(200);
        expect(simulator.requests().length).to.equal(29);
        expect(busiestWindow(simulator.requests(), 2000)).to.be.at.most(8);
        expect(simulator.indicators().length).to.equal(12_000);
      },
      { settings: { enforceRateLimit: false } },
      real,
    ),
  );

  it(
    "shares the rate limit between two runs of one application",
    withBench(
      async ({ imported, simulator }) => {
        const rate_limits = { import: { calls: 8, per_seconds: 2 } };
        const asset = simulator.asset({ rate_limits });
        const given = rows(8000);
        const runs = await Promise.all([
          imported(given.slice(0, 4000), { asset }),
          imported(given.slice(4000), { asset: { ...asset, validation: "strict" } }),
        ]);
        expect(runs.map(({ output }) => output.status_code)).to.deep.equal([200, 200]);
        expect(simulator.requests().length).to.equal(16);
        expect(busiestWindow(simulator.requests(), 2000)).to.be.at.most(8);
      },
      { settings: { enforceRateLimit: false } },
      real,
    ),
  );
});
