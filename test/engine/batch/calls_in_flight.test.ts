/** How many calls are in flight, by the latency of the service. */
import { expect } from "chai";
import { callsInFlight } from "../../../connector/engine/batch/concurrency.js";
import { rows } from "../../support/rows.js";
import { VirtualClock } from "../../support/virtual_clock.js";
import { acceptAll, changed, errorResponse, ranRows, type Service } from "../stub.js";

const batch = { items: "/a", maxItems: 500, concurrency: 5, maxConcurrency: 30, dedupWindow: 64 };
const accepted = { accepted: true };

/** So few that a batch is read before the clock finds nothing to do. */
const rowsOfCall = 5;

/** Makes calls to a service with that latency. Returns their times, the most in flight, and the duration. */
async function imported(
  count: number,
  latencyMs: number,
  change: Readonly<Record<string, unknown>> = {},
  failsAt: (n: number) => boolean = () => false,
) {
  const clock = new VirtualClock({ goes: "when idle" });
  let open = 0;
  let most = 0;
  const service: Service = async (call) => {
    open += 1;
    most = Math.max(most, open);
    const fails = failsAt(call.n);
    await clock.sleep(fails ? 12_000 : latencyMs);
    open -= 1;
    return fails ? errorResponse("busy", 503) : acceptAll(call);
  };
  const start = clock.monotonic();
  const declarations = changed({ action: { "/batch/maxItems": rowsOfCall, ...change } });
  const { calls, results } = await ranRows(rows(count * rowsOfCall), { clock, service, declarations });
  expect(results.filter(({ isFailed }) => isFailed !== false)).to.deep.equal([]);
  return { times: calls.map(({ at }) => at), most, ms: clock.monotonic() - start };
}

describe("engine: calls in flight", () => {
  it("makes as many calls per second as with a latency of 2 s, within the declared bounds", () => {
    const at = (latencyMs: number) => callsInFlight({ batch }, accepted, { latencyMs });
    expect([0, 50, 2000, 2100, 4000, 11_000, 12_000, 60_000].map(at)).to.deep.equal([
      5, 5, 5, 6, 10, 28, 30, 30,
    ]);
    const narrow = { ...batch, maxConcurrency: 8 };
    expect(callsInFlight({ batch: narrow }, accepted, { latencyMs: 6000 })).to.equal(8);
    const narrower = { ...batch, maxConcurrency: 3 };
    expect(callsInFlight({ batch: narrower }, accepted, { latencyMs: 50 })).to.equal(3);
  });

  it("stays at the declared number until a call is accepted", () => {
    expect(callsInFlight({ batch }, { accepted: false }, { latencyMs: 60_000 })).to.equal(5);
  });

  it("makes 90 calls, as for 45,000 rows, at a latency of 12 s within 1.1 times the bound and the rate limit", async () => {
    const { times, ms } = await imported(90, 12_000);
    expect(ms).to.be.at.most(1.1 * (2 * 72_000 + 12_000));
    const busiest = Math.max(
      ...times.map((from) => times.filter((at) => at >= from && at < from + 60_000).length),
    );
    expect(busiest).to.be.at.most(30);
  });

  it("has five calls in flight at a latency of 50 ms", async () => {
    const { most } = await imported(40, 50);
    expect(most).to.equal(5);
  });

  it("has no more in flight if a service that is quick otherwise fails slowly", async () => {
    const { most } = await imported(40, 50, {}, (n) => n % 2 === 0);
    expect(most).to.equal(5);
  });

  it("has as many as are declared, however slow the service is, if no maximum is declared", async () => {
    const { most } = await imported(40, 12_000, { "/batch/maxConcurrency": undefined });
    expect(most).to.equal(5);
  });
});
