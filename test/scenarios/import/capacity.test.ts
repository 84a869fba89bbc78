/** A full tenant: rows that fit are stored, the others are reported, and no call is wasted. */
import { expect } from "chai";
import { httpTransport } from "../../../connector/http/axios_transport.js";
import { createConnector, type JsonObject } from "../../../connector/index.js";
import { busiestWindow } from "../../../simulator/index.js";
import { changed, runOn } from "../../engine/stub.js";
import { importOf, row, rows } from "../../support/rows.js";
import { type Bench, type Imported, valuesOf, withBench } from "./over_simulator.js";

const codeOf = (reason: unknown) => /^\w+(?=:)|^Max capacity/.exec(String(reason))?.[0] ?? "in";
const counts = ({ reasons }: Imported) => {
  const found: Record<string, number> = {};
  for (const code of reasons.map(codeOf)) found[code] = (found[code] ?? 0) + 1;
  return found;
};
const callsTo = ({ simulator }: Bench, endpoint: string) =>
  simulator.requests().filter((request) => request.endpoint === endpoint);
const throttled = ({ simulator }: Bench) =>
  simulator.requests().filter((request) => request.throttled).length;

/** A tenant with that capacity, and a connector that knows the capacity and sends ten rows per call. */
const small = (capacity: number, body: (bench: Bench) => Promise<void>, more = {}) =>
  withBench(
    body,
    { settings: { capacity, pageSize: 7 }, ...more },
    { declarations: changed({ action: { "/capacity/limit": capacity, "/batch/maxItems": 10 } }) },
  );

describe("import: a tenant that is full", () => {
  it(
    "stores 15,000 of 20,000 rows and reports the capacity for 5,000, with at most 36 calls and within the rate limit",
    withBench(async (bench) => {
      const { imported, simulator, clock } = bench;
      const given = rows(20_000);
      const run = await imported(given);
      expect(run.output.status_code).to.equal(200);
      expect(valuesOf(run.results, "indicator")).to.deep.equal(valuesOf(given));
      expect(simulator.indicators().length).to.equal(15_000);
      const { in: inNow, ...others } = counts(run);
      expect(inNow).to.equal(15_000);
      expect(others).to.have.all.keys("Max capacity", "CapacityExceeded");
      expect(callsTo(bench, "import").length).to.be.at.most(36);
      expect([callsTo(bench, "list").length, throttled(bench)]).to.deep.equal([2, 0]);
      expect(busiestWindow(callsTo(bench, "import"), 60_000)).to.be.at.most(30);
      expect(clock.monotonic()).to.equal(60_000);
      expect(run.warnings.map(({ code }) => code)).to.deep.equal(["CapacityExceeded"]);
      expect(run.reasons.at(-1)).to.contain("15000 of 15000 are taken");
    }),
  );

  it(
    "makes the 30 required calls and no other with preflight, whichever rows are selected",
    withBench(async (bench) => {
      const { imported, simulator, clock } = bench;
      const given = rows(20_000).map((one, n) => ({ ...one, severity: n % 4 === 0 ? "Low" : "High" }));
      const run = await imported(given, { overflow: "severity" });
      expect(counts(run)).to.deep.equal({ in: 15_000, CapacityExceeded: 5_000 });
      expect(new Set(simulator.indicators().map(({ severity }) => severity))).to.deep.equal(
        new Set(["High"]),
      );
      expect([callsTo(bench, "import").length, callsTo(bench, "list").length]).to.deep.equal([30, 1]);
      expect(clock.monotonic()).to.equal(0);
    }),
  );

  it(
    "still sends every update of existing rows, in few calls",
    small(40, async (bench) => {
      const { imported, simulator } = bench;
      await imported(rows(40));
      const before = callsTo(bench, "import").length;
      const given = Array.from({ length: 200 }, (_none, n) =>
        n < 20 || n % 9 !== 0 ? row(1000 + n) : row(n % 40, { title: "New" }),
      );
      const run = await imported(given);
      const updates = given.filter(({ title }) => title === "New");
      expect(counts(run)["in"]).to.equal(updates.length);
      for (const [n, result] of run.results.entries())
        expect(result["isFailed"], `row ${n}`).to.equal(given[n]?.["title"] !== "New");
      const changedNow = simulator.indicators().filter(({ title }) => title === "New");
      expect(changedNow.length).to.equal(new Set(valuesOf(updates)).size);
      expect(callsTo(bench, "import").length - before).to.be.at.most(12);
    }),
  );

  it(
    "matches its own rows as the service does: hashes in any case, groups in any order",
    small(3, async ({ imported, simulator }) => {
      const hash = (value: string, change: JsonObject = {}) =>
        row(1, { indicatorType: "FileSha256", indicatorValue: value, rbacGroupNames: ["b", "a"], ...change });
      await imported([hash("ab".repeat(32)), row(2), row(3)]);
      const again = [
        hash("AB".repeat(32), { rbacGroupNames: ["a", "b"] }),
        row(2, { rbacGroupNames: [], expirationTime: "2999-01-01T00:00:00Z" }),
      ];
      const run = await imported([...again, row(2, { action: "Allowed" })], { overflow: "first" });
      expect(run.reasons.slice(0, 2)).to.deep.equal([null, null]);
      const checked = await imported([...again, row(2, { action: "Allowed" })], { preflight: true });
      expect(checked.reasons.map(codeOf)).to.deep.equal(["in", "in", "CapacityExceeded"]);
      expect(simulator.indicators().length).to.equal(3);
    }),
  );

  it(
    "keeps the rows that expire last",
    small(12, async ({ imported, simulator }) => {
      const years = [2040, 2031, 2090, 2055];
      const given = rows(20).map((one, n) => ({ ...one, expirationTime: `${years[n % 4]}-01-01T00:00:00Z` }));
      const run = await imported(given, { overflow: "expiry" });
      expect(counts(run)).to.deep.equal({ in: 12, CapacityExceeded: 8 });
      const stored = simulator.indicators().map(({ expirationTime }) => String(expirationTime).slice(0, 4));
      expect(stored.filter((year) => year === "2031")).to.deep.equal([]);
      expect(stored.filter((year) => year === "2040").length).to.equal(2);
    }),
  );

  it(
    "follows the list if another application has filled the tenant in the meantime",
    small(
      30,
      async ({ imported, simulator }) => {
        const other = simulator.asset({ client_id: "other", client_secret: "s-2" });
        const connector = await createConnector({
          env: {},
          transport: (settings) => {
            const send = httpTransport(settings);
            let isFirst = true;
            return async (request, headers, signal) => {
              const given = await send(request, headers, signal);
              const isList = request.method === "GET" && request.url.includes("/api/indicators");
              if (isList && isFirst) {
                isFirst = false;
                await imported(
                  Array.from({ length: 25 }, (_none, n) => row(900 + n)),
                  { asset: other },
                );
              }
              return given;
            };
          },
          declarations: changed({
            action: { "/capacity/limit": 30, "/batch/maxItems": 5, "/batch/concurrency": 1 },
          }),
        });
        const run = await runOn(connector, importOf(rows(25)), {
          asset: simulator.asset(),
          preflight: true,
        });
        expect(counts(run)).to.deep.equal({ in: 5, "Max capacity": 5, CapacityExceeded: 15 });
        expect(simulator.indicators().length).to.equal(30);
      },
      {
        apps: [
          { tenant_id: "t", client_id: "mine", client_secret: "s-1", roles: ["Ti.ReadWrite.All"] },
          { tenant_id: "t", client_id: "other", client_secret: "s-2", roles: ["Ti.ReadWrite.All"] },
        ],
      },
    ),
  );

  it(
    "reports the limitation of an application that can list only its own rows",
    small(
      10,
      async ({ imported, simulator }) => {
        await imported(rows(6), { asset: simulator.asset({ client_id: "other", client_secret: "s-2" }) });
        const run = await imported(
          Array.from({ length: 30 }, (_none, n) => row(100 + n)),
          { preflight: true },
        );
        const [view, sum, full] = run.warnings;
        expect(view?.message).to.match(
          /^With Ti\.ReadWrite and without Ti\.ReadWrite\.All .* \(0\): more may be taken/,
        );
        expect(sum?.message).to.contain(
          "0 of 10 are taken; 30 of the rows are new, and 20 of them do not fit",
        );
        expect(full).to.equal(undefined);
        expect(counts(run)).to.deep.equal({ in: 4, "Max capacity": 6, CapacityExceeded: 20 });
      },
      {
        apps: [
          { tenant_id: "t", client_id: "mine", client_secret: "s-1", roles: ["Ti.ReadWrite"] },
          { tenant_id: "t", client_id: "other", client_secret: "s-2", roles: ["Ti.ReadWrite"] },
        ],
      },
    ),
  );

  for (const status of [500, 403]) {
    it(
      `sends no further row if the list returns ${status}, and reports that for each`,
      small(10, async (bench) => {
        bench.simulator.addFault({ kind: "status", status, on: "list" });
        const run = await bench.imported(rows(100));
        const { NotSent: notSent, in: inNow, "Max capacity": full } = counts(run);
        expect([inNow, (full ?? 0) + (notSent ?? 0)]).to.deep.equal([10, 90]);
        expect(callsTo(bench, "import").length, "the first one, and those in flight").to.be.at.most(6);
        expect(run.warnings.length).to.equal(1);
        expect([run.output.status_code, run.results.length]).to.deep.equal([207, 100]);
      }),
    );
  }
});
