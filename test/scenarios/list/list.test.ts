/** Get Indicators with a real simulator: stored indicators are returned page by page, within the limits. */
import { expect } from "chai";
import type { GetIndicatorsOutput } from "../../../connector/contract/generated/actions/get_indicators_output.js";
import type { JsonObject, RunOptions } from "../../../connector/index.js";
import { type SimulatorOptions, startSimulator } from "../../../simulator/index.js";
import { type Bench, withBench } from "../import/over_simulator.js";
import { runOn } from "../../engine/stub.js";
import { row, rows } from "../../support/rows.js";

const list = async (
  { connector, simulator }: Bench,
  input: JsonObject,
  options: Partial<RunOptions> = {},
) => {
  const run = await runOn(connector, input, { asset: simulator.asset(), ...options }, "get_indicators");
  const body = (run.output?.json_body ?? {}) as NonNullable<GetIndicatorsOutput["json_body"]>;
  return { ...run, body, values: (body.value ?? []).map(({ indicatorValue }) => indicatorValue) };
};

const valuesOf = (given: readonly JsonObject[]) => given.map((one) => one["indicatorValue"]);
const listCalls = ({ simulator }: Bench) =>
  simulator.requests().filter(({ endpoint }) => endpoint === "list").length;
const paged = (pageSize: number, more = {}): SimulatorOptions => ({ settings: { pageSize, ...more } });

describe("list: get_indicators", () => {
  it(
    "returns the imported indicators, all pages as one list, with one token and one call per page",
    withBench(async (bench) => {
      const given = rows(1050);
      await bench.imported(given);
      const { output, values, body } = await list(bench, { all_pages: true });
      expect(output.status_code).to.equal(200);
      expect(values).to.deep.equal(valuesOf(given));
      expect(body).to.not.have.property("@odata.nextLink");
      expect(body["@odata.context"]).to.equal(`${bench.simulator.url}/api/$metadata#Indicators`);
      expect([listCalls(bench), bench.simulator.tokenRequests()]).to.deep.equal([11, 1]);
    }, paged(100)),
  );

  it(
    "returns 25,000 indicators, more than one tenant's documented maximum, over 3 pages",
    withBench(
      async (bench) => {
        const given = rows(25_000);
        await bench.imported(given);
        const { output, values } = await list(bench, { all_pages: true });
        expect([output.status_code, values.length, listCalls(bench)]).to.deep.equal([200, 25_000, 3]);
        expect(new Set(values).size).to.equal(25_000);
      },
      paged(10_000, { capacity: 30_000, enforceRateLimit: false }),
    ),
  );

  for (const [given, calls] of [
    [2500, 3],
    [2000, 3],
    [900, 1],
  ] as const) {
    it(
      `returns all ${given} of a list that is cut after 1,000 without a link, in ${calls} calls`,
      withBench(
        async (bench) => {
          await bench.imported(rows(given));
          const { output, values } = await list(bench, { all_pages: true });
          expect([output.status_code, values]).to.deep.equal([200, valuesOf(rows(given))]);
          expect(listCalls(bench)).to.equal(calls);
        },
        paged(1000, { nextLinks: false }),
      ),
    );
  }

  it(
    "requests nothing after a part of a list that the input selects",
    withBench(
      async (bench) => {
        await bench.imported(rows(2100));
        const { values } = await list(bench, { parameters: { $top: 1000 }, all_pages: true });
        expect([values.length, listCalls(bench)]).to.deep.equal([1000, 1]);
      },
      paged(1000, { nextLinks: false }),
    ),
  );

  it("follows no link to another host: that host gets no call and no token", async () => {
    const other = await startSimulator();
    try {
      await withBench(
        async (bench) => {
          await bench.imported(rows(3));
          const { output, error } = await list(bench, { all_pages: true });
          expect([output.status_code, error?.code]).to.deep.equal([207, undefined]);
          expect([listCalls(bench), other.requests().length]).to.deep.equal([1, 0]);
        },
        paged(2, { nextLinkOrigin: other.url }),
      )();
    } finally {
      await other.close();
    }
  });

  it(
    "returns the first page and its link if no paging option is set, so that a playbook can continue",
    withBench(async (bench) => {
      await bench.imported(rows(5));
      const first = await list(bench, {});
      const link = new URL(String(first.body["@odata.nextLink"]));
      expect([first.values.length, listCalls(bench)]).to.deep.equal([2, 1]);
      const $skip = Number(link.searchParams.get("$skip"));
      const second = await list(bench, { parameters: { $skip } });
      expect([...first.values, ...second.values]).to.deep.equal(valuesOf(rows(4)));
    }, paged(2)),
  );

  it(
    "filters by a value that contains every special character of an address",
    withBench(async (bench) => {
      const indicatorValue = "https://bad.example/a?b=c&d='e'+%20#f";
      await bench.imported([row(1), row(2, { indicatorType: "Url", indicatorValue }), row(3)]);
      const $filter = `indicatorValue eq '${indicatorValue.replaceAll("'", "''")}'`;
      const { output, values } = await list(bench, { parameters: { $filter }, all_pages: true });
      expect([output.status_code, values]).to.deep.equal([200, [indicatorValue]]);
    }),
  );

  it(
    "selects, sorts, counts, skips and stops at the top, over pages",
    withBench(async (bench) => {
      await bench.imported([row(3), row(1), row(2), row(5), row(4)]);
      const parameters = {
        $select: ["id", "indicatorValue"],
        $orderby: "indicatorValue desc",
        $count: true,
        $skip: 1,
        $top: 3,
      };
      const { body } = await list(bench, { parameters, all_pages: true });
      expect(body["@odata.count"]).to.equal(5);
      expect(body.value).to.deep.equal([
        { id: "5", indicatorValue: "host-4.example" },
        { id: "1", indicatorValue: "host-3.example" },
        { id: "3", indicatorValue: "host-2.example" },
      ]);
      expect(listCalls(bench)).to.equal(2);
    }, paged(2)),
  );

  it(
    "returns types and sources that nobody imports",
    withBench(
      async (bench) => {
        await bench.imported(rows(1));
        const { body, error } = await list(bench, { all_pages: true });
        expect(error).to.equal(undefined);
        expect(body.value?.map(({ indicatorType }) => indicatorType)).to.include("WebCategory");
        expect(body.value?.map(({ createdBySource }) => createdBySource)).to.include("TVM");
      },
      paged(1, { portalRows: true }),
    ),
  );

  it(
    "returns at most max_items, in as few calls as they need",
    withBench(async (bench) => {
      await bench.imported(rows(30));
      const { values, warnings } = await list(bench, { max_items: 25 });
      expect(values).to.deep.equal(valuesOf(rows(25)));
      expect([listCalls(bench), warnings.map(({ code }) => code)]).to.deep.equal([3, ["MoreItems"]]);
    }, paged(10)),
  );

  it(
    "observes 100 calls per minute over a long list",
    withBench(
      async (bench) => {
        await bench.imported(rows(250));
        const begun = bench.clock.monotonic();
        const { values } = await list(bench, { all_pages: true });
        expect(values).to.deep.equal(valuesOf(rows(250)));
        expect(bench.clock.monotonic() - begun).to.be.within(120_000, 125_000);
      },
      paged(1, { enforceRateLimit: false }),
    ),
  );

  it(
    "keeps the items if the token is permanently revoked between two pages",
    withBench(async (bench) => {
      await bench.imported(rows(4));
      bench.simulator.addFault({ kind: "status", status: 403, on: "list", calls: [2] });
      const { output, values, body, events } = await list(bench, { all_pages: true });
      expect([output.status_code, values]).to.deep.equal([207, valuesOf(rows(2))]);
      expect(body.error).to.be.an("object");
      expect(String(body["@odata.nextLink"])).to.contain("%24skip=2");
      expect(events.at(-1)).to.deep.include({ errorCodes: ["Forbidden"] });
    }, paged(2)),
  );

  it(
    "returns the service's rejection of a query unchanged",
    withBench(async (bench) => {
      const { output, body } = await list(bench, { parameters: { $filter: "title eq" }, all_pages: true });
      expect([output.status_code, body.error?.code]).to.deep.equal([400, "ODataError"]);
    }),
  );

  it(
    "renews a revoked token between two pages, once",
    withBench(async (bench) => {
      await bench.imported(rows(4));
      let pages = 0;
      const onEvent: RunOptions["onEvent"] = ({ type }) => {
        if (type !== "progress") return;
        pages += 1;
        if (pages === 1) bench.simulator.revokeTokens();
      };
      const { values } = await list(bench, { all_pages: true }, { onEvent });
      expect(values).to.deep.equal(valuesOf(rows(4)));
    }, paged(2)),
  );

  it(
    "reports in the connection test what the token permits, per action",
    withBench(async (bench) => {
      const report = await bench.connector.testConnection({ asset: bench.simulator.asset() });
      const permitted = report.actions.map(({ action, permitted: may }) => [action, may]);
      expect(permitted).to.deep.include.members([
        ["get_indicators", true],
        ["import_indicators", true],
      ]);
      expect([report.write, report.status]).to.deep.equal(["allowed", 400]);
    }),
  );
});
