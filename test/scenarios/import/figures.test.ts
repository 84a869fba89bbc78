/** Maximum cost of a few bad rows, and of a token that expires during a run. */
import { expect } from "chai";
import { httpTransport, type Transport } from "../../../connector/http/axios_transport.js";
import type { JsonObject } from "../../../connector/index.js";
import { until } from "../../support/open.js";
import { row, rows } from "../../support/rows.js";
import { VirtualClock } from "../../support/virtual_clock.js";
import { type Bench, type Imported, withBench } from "./over_simulator.js";

const failedRows = ({ results }: Imported) => [...results.keys()].filter((i) => results[i]?.["isFailed"]);

/** Valid for the connector; the service rejects the whole call because of this row, without naming it. */
const poison = (n: number): JsonObject =>
  row(n, { indicatorType: "FileMd5", indicatorValue: n.toString(16).padStart(32, "a") });
const unnamed = {
  settings: { acceptMd5: false, semanticFaults: "whole", unnamedErrors: true, enforceRateLimit: false },
} as const;

/** Imports rows; the service rejects the poisoned ones, and all others must be imported, and no row twice. */
async function importPoisoned({ imported, simulator, stored }: Bench, count: number, bad: readonly number[]) {
  simulator.reset();
  const given = rows(count).map((one, n) => (bad.includes(n) ? poison(n) : one));
  const run = await imported(given);
  expect(run.output.status_code).to.equal(200);
  expect(failedRows(run)).to.deep.equal(bad);
  for (const i of bad) expect(run.reasons[i]).to.match(/^Rejected: 400 .*Request body is incorrect/);
  const sound = given.filter((_one, n) => !bad.includes(n)).map((one) => String(one["indicatorValue"]));
  expect(stored()).to.deep.equal(sound.toSorted());
  return simulator.requests().length;
}

describe("import: figures", () => {
  it(
    "imports 1,499 of 1,500 rows with one unnamed poisoned row, with at most 25 calls",
    withBench(async (bench) => {
      for (const place of [0, 255, 499, 777, 1499])
        expect(await importPoisoned(bench, 1500, [place]), `row ${place}`).to.be.at.most(25);
    }, unnamed),
  );

  it(
    "imports 14,997 of 15,000 rows with three unnamed poisoned rows at any positions",
    withBench(async (bench) => {
      const oneHalving = 25 - 3;
      const apart = await importPoisoned(bench, 15_000, [17, 7503, 14_999]);
      expect(apart).to.be.at.most(30 + 3 * oneHalving);
      const together = await importPoisoned(bench, 15_000, [5000, 5250, 5499]);
      expect(together).to.be.at.most(30 + 3 * oneHalving);
    }, unnamed),
  );

  it("makes one token request for a token revoked with 5 calls in flight, and loses no row", async () => {
    const clock = new VirtualClock({ goes: "when idle", startMs: Date.now() });
    const meet = meeting(5);
    const transport = clock.timeless((settings) => meet.around(httpTransport(settings)));
    const body = async ({ imported, simulator, stored }: Bench) => {
      meet.met = () => simulator.revokeTokens();
      const run = await imported(rows(10_000));
      expect(run.output.status_code).to.equal(200);
      expect(failedRows(run)).to.deep.equal([]);
      expect(stored().length).to.equal(10_000);
      const rejected = simulator.requests().filter(({ status }) => status === 401);
      expect([rejected.length, simulator.requests().length]).to.deep.equal([5, 20 + 5]);
      expect(simulator.tokenRequests()).to.equal(2);
    };
    await withBench(body, {}, { clock, transport })();
  });
});

/**
 * Makes that many calls wait for each other once, from the sixth call on; then calls `met` and releases all of them.
 */
function meeting(size: number): { met: () => void; around: (send: Transport) => Transport } {
  let made = 0;
  let waiting = 0;
  let over = false;
  const meet = {
    met: () => {},
    around:
      (send: Transport): Transport =>
      async (request, headers, signal) => {
        const isCall = request.url.endsWith("/import");
        made += isCall ? 1 : 0;
        if (!isCall || over || made <= size) return send(request, headers, signal);
        waiting += 1;
        if (waiting === size) {
          meet.met();
          over = true;
        }
        await until(() => over);
        return send(request, headers, signal);
      },
  };
  return meet;
}
