/** Tests a token's life in a whole run, with a clock that differs from the system clock. */
import { expect } from "chai";
import {
  response,
  changed,
  jumpingClock,
  ranRows,
  type Service,
  acceptAll,
  tokenResponse,
} from "../../engine/stub.js";
import { rows } from "../../support/rows.js";
import type { VirtualClock } from "../../support/virtual_clock.js";

const oneByOne = changed({
  action: { "/batch/maxItems": 1, "/batch/concurrency": 1, "/batch/maxConcurrency": 1 },
});

/** Returns numbered tokens with that lifetime. */
const loginFor =
  (seconds: number): Service =>
  ({ n }) =>
    response({ token_type: "Bearer", expires_in: seconds, access_token: `token-${n}` });

/** Accepts every row; each call takes that long. */
const slowly =
  (clock: VirtualClock, ms: number): Service =>
  async (call) => {
    await clock.sleep(ms);
    return acceptAll(call);
  };

describe("http: life of a token", () => {
  for (const year of [2000, 2200]) {
    it(`ends by the connector's own clock in ${year} too`, async () => {
      const clock = jumpingClock(`${year}-01-01T00:00:00Z`);
      const { calls, results } = await ranRows(rows(4), {
        clock,
        declarations: oneByOne,
        login: loginFor(100),
        service: slowly(clock, 50_000),
      });
      expect(results.map(({ isFailed }) => isFailed)).to.deep.equal(Array(4).fill(false));
      const used = calls.map(({ headers }) => headers["authorization"]);
      expect(used).to.deep.equal(["Bearer token-1", "Bearer token-1", "Bearer token-2", "Bearer token-2"]);
    });
  }

  it("requests a token once per call if it cannot be renewed in the background, and fails no row", async () => {
    const clock = jumpingClock();
    const login: Service = ({ n }) => (n === 1 ? tokenResponse("token-1") : response({}, 500));
    const { tokenCalls, results } = await ranRows(rows(5), {
      clock,
      declarations: oneByOne,
      login,
      service: slowly(clock, 0.22 * 3_599_000),
      asset: { tenant_id: "t", client_id: "c", client_secret: "s-of-c", timeout_ms: 3_600_000 },
    });
    expect(results.map(({ isFailed }) => isFailed)).to.deep.equal(Array(5).fill(false));
    expect(tokenCalls.map(({ at }) => at)).to.deep.equal([0, 0.88 * 3_599_000]);
  });
});
