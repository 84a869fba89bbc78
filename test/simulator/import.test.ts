// POST /api/indicators/import: structure, limits, upsert, responses.
import { expect } from "chai";
import type { Simulator } from "../../simulator/index.js";
import {
  bearer,
  call,
  IMPORT,
  importBody,
  importRows,
  type Reply,
  row,
  rows,
  type Item,
  withSimulator,
} from "./helpers.js";

const SHA1 = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";
const codeOf = (response: Reply) => [response.status, response.json.error.code];
const valuesOf = (response: Reply) => response.json.value.map((result: Item) => result.indicator);

describe("simulator: import", () => {
  it(
    "returns one result per row in the documented format, with captured headers",
    withSimulator({}, async (sim) => {
      const { status, json, headers } = await importRows(sim, rows(2));
      expect(status).to.equal(200);
      expect(json).to.deep.equal({
        "@odata.context": `${sim.url}/api/$metadata#Collection(microsoft.windowsDefenderATP.api.ImportIndicatorResult)`,
        value: [
          { id: "1", indicator: "host-0.example", isFailed: false, failureReason: null },
          { id: "2", indicator: "host-1.example", isFailed: false, failureReason: null },
        ],
      });
      expect(headers.get("content-type")).to.equal(
        "application/json; odata.metadata=minimal; odata.streaming=true; charset=utf-8",
      );
      expect(headers.get("odata-version")).to.equal("4.0");
      expect(headers.get("vary")).to.equal("Accept-Encoding");
      expect(headers.get("strict-transport-security")).to.equal("max-age=15724800; includeSubDomains");
    }),
  );

  it(
    "responds under /api/v1.0 too",
    withSimulator({}, async (sim) => {
      expect((await importRows(sim, rows(1), "/api/v1.0/indicators/import")).status).to.equal(200);
    }),
  );

  it(
    "records the call",
    withSimulator({}, async (sim) => {
      await importRows(sim, rows(3));
      const [record] = sim.requests();
      expect(record).to.include({ method: "POST", path: IMPORT, endpoint: "import", status: 200, rows: 3 });
      expect(record).to.include({ throttled: false, fault: null });
      expect(record).to.include({ tenant: sim.app.tenant_id, client: sim.app.client_id });
    }),
  );

  describe("structure", () => {
    const cases: [what: string, body: string, code: string][] = [
      ["a body that is not JSON", "{", "InvalidRequestBody"],
      ["no body", "", "InvalidRequestBody"],
      ["a list instead of an object", "[]", "InvalidRequestBody"],
      ["no Indicators", "{}", "MissingRequiredParameter"],
      ["mis-cased indicators", JSON.stringify({ indicators: rows(1) }), "MissingRequiredParameter"],
      ["Indicators that are not a list", '{"Indicators":{}}', "InvalidRequestBody"],
      ["a row that is not an object", '{"Indicators":["x"]}', "InvalidRequestBody"],
      ["an empty list", '{"Indicators":[]}', "InvalidRequestBody"],
    ];
    for (const [what, body, code] of cases) {
      it(
        `returns 400 ${code} for ${what}`,
        withSimulator({}, async (sim) => {
          expect(codeOf(await importBody(sim, body))).to.deep.equal([400, code]);
        }),
      );
    }

    it(
      "accepts 500 rows and rejects 501 with the documented text",
      withSimulator({}, async (sim) => {
        expect((await importRows(sim, rows(500))).status).to.equal(200);
        const over = await importRows(sim, rows(501));
        expect(codeOf(over)).to.deep.equal([400, "MaximumBatchSizeExceeded"]);
        expect(over.json.error.message).to.equal("Maximum batch size exceeded. Received: 501, allowed: 500.");
        expect(sim.requests().map((record) => record.rows)).to.deep.equal([500, 501]);
        expect(sim.indicators()).to.have.length(500);
      }),
    );

    it(
      "uses the configured batch limit",
      withSimulator({ settings: { maxBatch: 2 } }, async (sim) => {
        expect(codeOf(await importRows(sim, rows(3)))).to.deep.equal([400, "MaximumBatchSizeExceeded"]);
      }),
    );

    for (const type of [undefined, "text/plain", "application/x-www-form-urlencoded", "json"]) {
      it(
        `returns 415 for the content type ${type ?? "(none)"}`,
        withSimulator({}, async (sim) => {
          const headers: Record<string, string> = type === undefined ? {} : { "content-type": type };
          // A body of bytes, since fetch adds a content type to a string.
          const body = new TextEncoder().encode(JSON.stringify({ Indicators: rows(1) }));
          const sent = { method: "POST", headers: { authorization: await bearer(sim), ...headers }, body };
          expect((await fetch(sim.url + IMPORT, sent)).status).to.equal(415);
        }),
      );
    }

    it(
      "accepts a content type with a charset",
      withSimulator({}, async (sim) => {
        const headers = { "content-type": "Application/JSON; charset=utf-8" };
        const body = JSON.stringify({ Indicators: rows(1) });
        expect((await call(sim, IMPORT, { method: "POST", headers, body })).status).to.equal(200);
      }),
    );

    it(
      "returns 413 for more than 64 MiB",
      withSimulator({}, async (sim) => {
        const response = await importBody(sim, " ".repeat(64 * 1024 * 1024 + 1));
        expect(codeOf(response)).to.deep.equal([413, "RequestEntityTooLarge"]);
      }),
    );
  });

  describe("upsert", () => {
    it("keeps the id, the creation time and properties set on creation only, and changes the rest", async () => {
      let now = Date.parse("2030-01-01T00:00:00Z");
      await withSimulator({ now: () => now }, async (sim) => {
        await importRows(sim, [row(1, { application: "first", version: "1", severity: "Low" })]);
        const [before] = sim.indicators();
        now += 60_000;
        const change = { application: "second", version: "2", severity: "High", title: "Changed" };
        const { json } = await importRows(sim, [row(1, change)]);
        const [after, ...others] = sim.indicators();
        expect(others).to.deep.equal([]);
        expect(json.value[0].id).to.equal(before?.id);
        const kept = ["id", "creationTimeDateTimeUtc", "application", "version", "createdBy"] as const;
        for (const name of kept) expect(after?.[name]).to.equal(before?.[name]);
        expect(after).to.include({ application: "first", severity: "High", title: "Changed" });
        expect(before?.lastUpdatedBy).to.equal(null);
        expect(after?.lastUpdatedBy).to.equal(sim.app.client_id);
        expect(after?.lastUpdateTime).to.not.equal(before?.lastUpdateTime);
      })();
    });

    const same: [what: string, first: object, second: object, count: number][] = [
      ["another action", {}, { action: "Warn" }, 2],
      ["other groups", { rbacGroupNames: ["a"] }, { rbacGroupNames: ["b"] }, 2],
      ["the same groups in another order", { rbacGroupNames: ["a", "b"] }, { rbacGroupNames: ["b", "a"] }, 1],
      ["no groups and an empty list", {}, { rbacGroupNames: [] }, 1],
      ["a domain in another case", {}, { indicatorValue: "HOST-1.example" }, 2],
      [
        "a hash in another case",
        { indicatorType: "FileSha1", indicatorValue: SHA1 },
        { indicatorType: "FileSha1", indicatorValue: SHA1.toUpperCase() },
        1,
      ],
    ];
    for (const [what, first, second, count] of same) {
      it(
        `stores ${count === 1 ? "one indicator" : "two indicators"} for ${what}`,
        withSimulator({}, async (sim) => {
          await importRows(sim, [row(1, { ...first }), row(1, { ...second })]);
          expect(sim.indicators()).to.have.length(count);
        }),
      );
    }

    it(
      "keeps the letter case of the first row",
      withSimulator({}, async (sim) => {
        await importRows(sim, [row(1, { indicatorType: "FileSha1", indicatorValue: SHA1 })]);
        const upper = row(1, { indicatorType: "FileSha1", indicatorValue: SHA1.toUpperCase() });
        expect(valuesOf(await importRows(sim, [upper]))).to.deep.equal([SHA1.toUpperCase()]);
        expect(sim.indicators()[0]?.indicatorValue).to.equal(SHA1);
      }),
    );
  });

  describe("capacity and expiry", () => {
    it(
      "rejects the rows over the capacity with the captured text, and still updates",
      withSimulator({ settings: { capacity: 2 } }, async (sim) => {
        const { status, json } = await importRows(sim, [
          row(0),
          row(1),
          row(2),
          row(0, { title: "Changed" }),
        ]);
        expect(status).to.equal(200);
        expect(json.value.map((result: Item) => result.isFailed)).to.deep.equal([false, false, true, false]);
        expect(json.value[2]).to.deep.equal({
          id: null,
          indicator: "host-2.example",
          isFailed: true,
          failureReason: "Max capacity exceeded. Current Total: 2, Limit: 2 (Parameter 'Capacity: 2/2')",
        });
      }),
    );

    it("holds 15,000 indicators by default, and expired ones free capacity", async () => {
      let now = Date.parse("2030-01-01T00:00:00Z");
      await withSimulator({ now: () => now }, async (sim) => {
        const expirationTime = "2030-01-01T00:01:00Z";
        for (let start = 0; start < 15_000; start += 500) {
          const batch = Array.from({ length: 500 }, (_none, n) => row(start + n, { expirationTime }));
          expect((await importRows(sim, batch)).status).to.equal(200);
          sim.configure({ enforceRateLimit: false });
        }
        const over = await importRows(sim, [row(15_000)]);
        expect(over.json.value[0].failureReason).to.equal(
          "Max capacity exceeded. Current Total: 15000, Limit: 15000 (Parameter 'Capacity: 15000/15000')",
        );
        now += 60_000;
        expect(sim.indicators()).to.deep.equal([]);
        expect((await importRows(sim, [row(15_000)])).json.value[0].isFailed).to.equal(false);
      })();
    });

    it("removes each row at its own expiry", async () => {
      let now = Date.parse("2030-01-01T00:00:00Z");
      await withSimulator({ now: () => now }, async (sim) => {
        const at = (n: number, expirationTime: string) => row(n, { expirationTime });
        await importRows(sim, [
          at(1, "2030-01-01T00:00:02.900Z"),
          at(2, "2030-01-01T00:00:05+00:00"),
          row(3),
        ]);
        expect(sim.indicators()[0]?.expirationTime).to.equal("2030-01-01T00:00:02Z");
        now += 1999;
        expect(sim.indicators()).to.have.length(3);
        now += 1;
        expect(sim.indicators().map((item) => item.indicatorValue)).to.deep.equal([
          "host-2.example",
          "host-3.example",
        ]);
        now += 3000;
        expect(sim.indicators()).to.have.length(1);
      })();
    });
  });

  describe("settings of the response", () => {
    const values = (sim: Simulator) =>
      importRows(sim, [row(1, { indicatorValue: "Host.Example" })]).then(valuesOf);
    for (const [echo, expected] of [
      ["asGiven", "Host.Example"],
      ["lowerCase", "host.example"],
      ["upperCase", "HOST.EXAMPLE"],
    ] as const) {
      it(
        `echoes values ${echo}`,
        withSimulator({ settings: { echo } }, async (sim) => {
          expect(await values(sim)).to.deep.equal([expected]);
        }),
      );
    }

    it(
      "shuffles the rows if configured",
      withSimulator({ settings: { order: "shuffled" } }, async (sim) => {
        const unshuffled = rows(5).map((item) => item["indicatorValue"]);
        const got = valuesOf(await importRows(sim, rows(5)));
        expect(got).to.have.members(unshuffled);
        expect(got).to.not.deep.equal(unshuffled);
      }),
    );
  });
});
