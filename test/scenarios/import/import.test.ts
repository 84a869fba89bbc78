import { expect } from "chai";
import { systemClock } from "../../../connector/http/clock.js";
import { httpTransport } from "../../../connector/http/axios_transport.js";
import type { ConnectorError, JsonObject } from "../../../connector/index.js";
import { rejection } from "../../support/open.js";
import { row, rows } from "../../support/rows.js";
import { type Imported, valuesOf, withBench } from "./over_simulator.js";

/** The connector in real time, with real connections. */
const real = { clock: systemClock, transport: httpTransport };

const failedOf = ({ results }: Imported) => results.filter((result) => result["isFailed"] === true);
const codesOf = ({ reasons }: Imported) => reasons.map((reason) => String(reason).split(":")[0]);

describe("import: whole", () => {
  it(
    "imports 15,000 indicators with exactly 30 calls and one token, in order, without being throttled",
    withBench(
      async ({ imported, simulator }) => {
        const given = rows(15_000);
        const run = await imported(given);
        expect(run.output.status_code).to.equal(200);
        expect(valuesOf(run.results, "indicator")).to.deep.equal(valuesOf(given));
        expect(failedOf(run)).to.deep.equal([]);
        expect(simulator.requests().map(({ rows: count, status }) => [count, status])).to.deep.equal(
          Array.from({ length: 30 }, () => [500, 200]),
        );
        expect(simulator.tokenRequests()).to.equal(1);
        expect(simulator.indicators().length).to.equal(15_000);
        expect(run.events.at(-1)).to.deep.include({ rows: 15_000, succeeded: 15_000, failed: 0, calls: 30 });
      },
      {},
      real,
    ),
  );

  it(
    "reports one bad row among 600 and stores the 599 others, without a call for it",
    withBench(async ({ imported, simulator }) => {
      const given = rows(600).with(
        123,
        row(123, { indicatorType: "IpAddress", indicatorValue: "192.0.2.0/24" }),
      );
      const run = await imported(given);
      expect(run.output.status_code).to.equal(200);
      expect(run.results[123]?.["failureReason"]).to.match(/^InvalidIndicator: .*single addresses/);
      expect([failedOf(run).length, simulator.indicators().length]).to.deep.equal([1, 599]);
      expect(simulator.requests().length).to.equal(2);
    }),
  );

  it(
    "removes an expired row that the service names, if validation is off",
    withBench(async ({ imported, simulator }) => {
      const given = rows(600).with(123, row(123, { expirationTime: "2020-01-01T00:00:00Z" }));
      const run = await imported(given, { validation: "off" });
      expect(run.output.status_code).to.equal(200);
      expect(run.results[123]?.["failureReason"]).to.match(/^Rejected: 400 .*host-123\.example is inactive/);
      expect([failedOf(run).length, simulator.indicators().length]).to.deep.equal([1, 599]);
      expect(simulator.requests().length).to.equal(3);
    }),
  );

  it(
    "finds an expired row that the service does not name",
    withBench(
      async ({ imported, simulator }) => {
        const given = rows(600).with(123, row(123, { expirationTime: "2020-01-01T00:00:00Z" }));
        const run = await imported(given, { validation: "off" });
        expect(run.output.status_code).to.equal(200);
        expect(run.results[123]?.["failureReason"]).to.match(/^Rejected: 400 /);
        expect([failedOf(run).length, simulator.indicators().length]).to.deep.equal([1, 599]);
        expect(simulator.requests().length).to.be.at.most(2 + 18);
      },
      { settings: { unnamedErrors: true } },
    ),
  );

  it(
    "returns the service's message for rows over the tenant's capacity",
    withBench(
      async ({ imported }) => {
        const run = await imported(rows(12));
        expect(run.output.status_code).to.equal(200);
        expect(failedOf(run).length).to.equal(2);
        expect(run.reasons[11]).to.match(/^Max capacity exceeded/);
      },
      { settings: { capacity: 10 } },
    ),
  );

  it(
    "warns of one value with two actions, and sends both",
    withBench(async ({ imported, simulator }) => {
      const run = await imported([row(1, { action: "Allowed" }), row(2), row(1, { action: "Block" })]);
      expect(failedOf(run)).to.deep.equal([]);
      expect(run.warnings.map(({ code, rows: about }) => [code, about])).to.deep.equal([
        ["ConflictingRows", [2]],
      ]);
      expect(run.warnings[0]?.message).to.contain(
        "host-1.example is given with action Block and with Allowed",
      );
      expect(simulator.indicators().length).to.equal(3);
    }),
  );

  it(
    "sends equal rows once and stores the last of changed ones",
    withBench(async ({ imported, simulator }) => {
      const versions = ["A", "B", "A"].map((title) => row(1, { title }));
      const run = await imported([...versions, row(2), row(2)]);
      expect(run.results.length).to.equal(5);
      expect(new Set(run.results.slice(0, 3).map(({ id }) => id)).size).to.equal(1);
      expect(run.results[3]).to.deep.equal(run.results[4]);
      expect(simulator.requests().map(({ rows: count }) => count)).to.deep.equal([2, 1, 1]);
      expect(simulator.indicators().map(({ title }) => title)).to.have.members(["A", "Row 2"]);
    }),
  );

  it(
    "does not share rate limit or token between two concurrent tenants",
    withBench(
      async ({ connector, simulator }) => {
        const run = (client: string, tenant: string, secret: string) =>
          connector.run(
            "import_indicators",
            { json_body: { Indicators: rows(2500) } },
            { asset: simulator.asset({ client_id: client, tenant_id: tenant, client_secret: secret }) },
          );
        const outputs = await Promise.all([run("app-1", "tenant-1", "s-1"), run("app-2", "tenant-2", "s-2")]);
        expect(outputs.map(({ status_code }) => status_code)).to.deep.equal([200, 200]);
        expect(simulator.tokenRequests()).to.equal(2);
        for (const tenant of ["tenant-1", "tenant-2"])
          expect(simulator.indicators(tenant).length).to.equal(2500);
        expect(simulator.requests().some(({ throttled }) => throttled)).to.equal(false);
      },
      {
        settings: { limits: { import: { calls: 5, perSeconds: 600 } } },
        apps: [
          { tenant_id: "tenant-1", client_id: "app-1", client_secret: "s-1", roles: ["Ti.ReadWrite"] },
          { tenant_id: "tenant-2", client_id: "app-2", client_secret: "s-2", roles: ["Ti.ReadWrite"] },
        ],
      },
      real,
    ),
  );

  it(
    "uses the rate limit of the asset instead of the declared one",
    withBench(async ({ imported, clock, simulator }) => {
      const rate_limits = { import: { calls: 2, per_seconds: 100 } };
      const run = await imported(rows(3000), { asset: simulator.asset({ rate_limits }) });
      expect(failedOf(run)).to.deep.equal([]);
      expect(Math.round(clock.monotonic() / 1000)).to.equal(200);
      expect(
        run.events.some((event) => event.type === "wait" && event.reason === "rate limit import"),
      ).to.equal(true);
    }),
  );

  it(
    "makes no call for no rows, and reports that",
    withBench(async ({ imported, simulator }) => {
      const run = await imported([]);
      expect(run.output).to.deep.equal({
        status_code: 200,
        response_headers: {},
        reason: "OK",
        json_body: { value: [] },
      });
      expect(run.warnings.map(({ code }) => code)).to.deep.equal(["NoRows"]);
      expect([simulator.requests().length, simulator.tokenRequests()]).to.deep.equal([0, 0]);
    }),
  );

  it(
    "rejects an unusable input before its first call",
    withBench(async ({ connector, simulator }) => {
      const input = { json_body: { Indicators: [row(1)] }, parameters: { $top: 1 } };
      const run = connector.run("import_indicators", input, { asset: simulator.asset() });
      expect((await rejection<ConnectorError>(run)).code).to.equal("InvalidInput");
      expect([simulator.requests().length, simulator.tokenRequests()]).to.deep.equal([0, 0]);
    }),
  );
});

describe("import: an early end", () => {
  it(
    "stops at 403 and returns NotSent for all rows that were not sent",
    withBench(async ({ imported, simulator }) => {
      simulator.addFault({ kind: "status", status: 403, on: "import" });
      const run = await imported(rows(5000));
      expect(run.error).to.equal(undefined);
      expect(run.output.status_code).to.equal(403);
      expect(new Set(codesOf(run))).to.deep.equal(new Set(["Forbidden", "NotSent"]));
      expect(simulator.requests().length, "no call after the first rejections").to.be.at.most(5);
      const rejected = codesOf(run).filter((code) => code === "Forbidden").length;
      expect(rejected).to.equal(simulator.requests().length * 500);
      expect((run.output.json_body as JsonObject)["error"]).to.deep.include({ code: "Forbidden" });
    }),
  );

  it(
    "returns 207 if some calls were accepted before a 403",
    withBench(async ({ imported, simulator }) => {
      simulator.addFault({ kind: "status", status: 403, on: "import", calls: [7] });
      const run = await imported(rows(6000));
      expect([run.output.status_code, run.output.reason]).to.deep.equal([207, "Multi-Status"]);
      expect(new Set(codesOf(run))).to.deep.equal(new Set(["null", "Forbidden", "NotSent"]));
      const stored = simulator.indicators().length;
      expect(run.results.length - failedOf(run).length).to.equal(stored);
    }),
  );

  it(
    "throws MissingPermission with the rows if the token lacks the permission, without a call",
    withBench(
      async ({ imported, simulator }) => {
        const run = await imported(rows(3));
        expect([run.error?.code, run.error?.kind]).to.deep.equal(["MissingPermission", "permission"]);
        expect(codesOf(run)).to.deep.equal(["NotSent", "NotSent", "NotSent"]);
        expect(simulator.requests().length).to.equal(0);
      },
      { apps: [{ tenant_id: "t", client_id: "c", client_secret: "s", roles: [] }] },
    ),
  );

  it(
    "ends at the deadline in the middle of a run, and keeps the results so far",
    withBench(async ({ imported, simulator, clock }) => {
      const rate_limits = { import: { calls: 2, per_seconds: 100 } };
      const run = await imported(rows(3000), {
        asset: simulator.asset({ rate_limits }),
        deadline_ms: 150_000,
      });
      expect(run.output.status_code).to.equal(207);
      expect(failedOf(run).length).to.equal(1000);
      expect(run.reasons[2000]).to.match(/^NotSent: .*would have to wait 100 s/);
      expect(simulator.indicators().length).to.equal(2000);
      expect(clock.monotonic()).to.be.at.most(150_000);
      expect(run.events.at(-1)).to.deep.include({ notSent: 1000, succeeded: 2000 });
    }),
  );

  it(
    "ends if the signal is aborted: calls in flight complete, and the other rows return NotSent",
    withBench(async ({ imported, simulator }) => {
      const stop = new AbortController();
      const rate_limits = { import: { calls: 2, per_seconds: 100 } };
      const run = await imported(rows(3000), {
        asset: simulator.asset({ rate_limits }),
        signal: stop.signal,
        onEvent: (event) => event.type === "wait" && stop.abort(),
      });
      expect(run.output.status_code).to.equal(207);
      expect([failedOf(run).length, simulator.indicators().length]).to.deep.equal([2000, 1000]);
      expect(run.reasons[2999]).to.match(/^NotSent: .*cancelled/);
    }),
  );

  it(
    "throws Cancelled with the rows if the signal was aborted before",
    withBench(async ({ imported, simulator }) => {
      const run = await imported(rows(3), { signal: AbortSignal.abort() });
      expect([run.error?.code, run.error?.kind]).to.deep.equal(["Cancelled", "cancelled"]);
      expect(codesOf(run)).to.deep.equal(["NotSent", "NotSent", "NotSent"]);
      expect(simulator.requests().length).to.equal(0);
    }),
  );

  it(
    "does not wait 30 days because the service says so, and does not retry too fast either",
    withBench(async ({ imported, simulator, clock }) => {
      simulator.addFault({ kind: "status", status: 429, retryAfterSeconds: 30 * 86_400, on: "import" });
      const run = await imported(rows(5000));
      expect([run.output.status_code, codesOf(run)[0], codesOf(run)[4999]]).to.deep.equal([
        429,
        "Throttled",
        "NotSent",
      ]);
      expect(simulator.requests().length).to.be.at.most(5);
      expect(clock.monotonic()).to.be.lessThan(1000);
    }),
  );

  it(
    "does not start a wait that the deadline would cut off",
    withBench(async ({ imported, simulator, clock }) => {
      simulator.addFault({ kind: "status", status: 429, retryAfterSeconds: 120, on: "import" });
      const run = await imported(rows(2), { deadline_ms: 60_000 });
      expect([run.output.status_code, codesOf(run)[0]]).to.deep.equal([429, "Throttled"]);
      expect(simulator.requests().length).to.equal(1);
      expect(clock.monotonic()).to.be.lessThan(60_000);
    }),
  );

  it(
    "throws with the rows if nothing responds at all",
    withBench(async ({ imported, simulator, close }) => {
      const asset = simulator.asset();
      await close();
      const run = await imported(rows(3), { asset });
      expect([run.error?.code, run.error?.kind, run.error?.retryable]).to.deep.equal([
        "Unreachable",
        "network",
        true,
      ]);
      expect(run.results.length).to.equal(3);
      expect(run.output).to.deep.include({ status_code: 0, response_headers: {}, reason: "No response" });
      for (const [i, result] of run.results.entries())
        expect(result["indicator"]).to.equal(`host-${i}.example`);
    }),
  );

  it(
    "throws the login service's error with the rows, without a call",
    withBench(async ({ imported, simulator }) => {
      const run = await imported(rows(3), { asset: simulator.asset({ client_secret: "wrong-secret" }) });
      expect([run.error?.code, run.error?.status]).to.deep.equal(["InvalidCredentials", 401]);
      expect(run.error?.message).to.contain("AADSTS7000215");
      expect(run.error?.hint).to.contain("client secret is wrong");
      expect(run.results.length).to.equal(3);
      expect(simulator.requests().length).to.equal(0);
    }),
  );
});
